using System.Security.Cryptography;
using System.Text.Json;
using HomeAuth.Core.Notifications;
using Microsoft.AspNetCore.DataProtection;

namespace HomeAuth.Core.Alerts;

/// <summary>Where messages of alerts go. Kept encrypted: the topic of a push service is as good as a password for reading it.</summary>
public sealed class AlertTargets(IDataProtectionProvider protection, IEnumerable<Notifier> notifiers)
{
    private const int LongestTarget = 320;

    /// <summary>The ways there are, by name.</summary>
    public IReadOnlyList<Notifier> All { get; } = [.. notifiers.OrderBy(notifier => notifier.Name, StringComparer.Ordinal)];

    /// <summary>The way of that name; null when the household has none.</summary>
    internal Notifier? Find(string name) => All.FirstOrDefault(notifier => notifier.Name == name);

    /// <exception cref="HomeAuthException">Nothing can be sent there.</exception>
    internal AlertTarget Checked(AlertTarget target)
    {
        var clean = target with { Address = target.Address.Trim() };
        return clean.Address.Length <= LongestTarget && Find(clean.Notifier) is { } notifier && notifier.Accepts(clean.Address)
            ? clean
            : throw new HomeAuthException(ErrorCodes.InvalidTarget, "target");
    }

    internal string Protect(string userId, AlertTarget target) => Protector(userId).Protect(JsonSerializer.Serialize(target));

    /// <summary>Null when there is none, or the key that it was encrypted with is gone.</summary>
    internal AlertTarget? Unprotect(string userId, string? target)
    {
        try
        {
            return target is null ? null : JsonSerializer.Deserialize<AlertTarget>(Protector(userId).Unprotect(target));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector(string userId) => protection.CreateProtector("HomeAuth.AlertTarget", userId);
}

/// <summary>Where a person's messages go.</summary>
/// <param name="Notifier">By which notifier.</param>
/// <param name="Address">The mail address, or what the service takes; empty when it needs none.</param>
public sealed record AlertTarget(string Notifier, string Address);
