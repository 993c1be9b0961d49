namespace HomeAuth.App.Components.Overview;

/// <summary>What the overview shows.</summary>
public sealed record OverviewView(int Devices, int LongUnused, int NeverExpiring, IReadOnlyList<SignInView> SignIns);

/// <summary>A sign-in, or a try.</summary>
public sealed record SignInView(DateTimeOffset At, bool Succeeded, string? Address, string? UserAgent);
