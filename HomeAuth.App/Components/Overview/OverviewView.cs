using HomeAuth.Core.Recovery;

namespace HomeAuth.App.Components.Overview;

/// <summary>What the overview shows.</summary>
public sealed record OverviewView(
    int Devices, int LongUnused, int NeverExpiring, IReadOnlyList<SignInView> SignIns, FactorHealth Factors, IReadOnlyList<RecoveryNotice> Recoveries);

/// <summary>How well a person's sign-in is protected, and whether they get back in.</summary>
/// <param name="Factors">Second factors.</param>
/// <param name="Passkeys">Passkeys.</param>
/// <param name="CodesLeft">Recovery codes that are still good.</param>
/// <param name="LastUsedAt">When a factor or passkey was last used.</param>
/// <param name="CameBack">Whether the person got back in lately by one of the ways of recovery.</param>
public sealed record FactorHealth(int Factors, int Passkeys, int CodesLeft, DateTimeOffset? LastUsedAt, bool CameBack);

/// <summary>A sign-in, or a try.</summary>
public sealed record SignInView(DateTimeOffset At, bool Succeeded, string? Address, string? UserAgent);
