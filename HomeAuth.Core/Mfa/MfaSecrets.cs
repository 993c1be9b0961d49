using Microsoft.AspNetCore.DataProtection;

namespace HomeAuth.Core.Mfa;

/// <summary>What modules know of factors is encrypted in the database, for its person alone.</summary>
public sealed class MfaSecrets(IDataProtectionProvider protection)
{
    internal string Protect(string userId, string data) => Protector(userId).Protect(data);

    internal string Unprotect(string userId, string data) => Protector(userId).Unprotect(data);

    private IDataProtector Protector(string userId) => protection.CreateProtector("HomeAuth.MfaFactor", userId);
}
