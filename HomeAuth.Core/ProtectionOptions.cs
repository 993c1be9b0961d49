namespace HomeAuth.Core;

/// <summary>What keeps strangers out, under <c>HomeAuth:Protection</c>. What is chosen in the app wins.</summary>
public sealed class ProtectionOptions
{
    /// <summary>Home Assistant's <c>login_attempts_threshold</c> for "never".</summary>
    public const int Never = -1;

    /// <summary>Whether an address that guessed too often, or that was entered by hand, is kept out altogether.</summary>
    public bool IpBanEnabled { get; set; } = true;

    /// <summary>Wrong guesses from one address (IPv6: one /64) before it has to wait; <see cref="Never"/> for not counting addresses at all.</summary>
    public int LoginAttemptsThreshold { get; set; } = 20;

    /// <summary>Address ranges that are never counted and never banned.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; set; } = [];
}
