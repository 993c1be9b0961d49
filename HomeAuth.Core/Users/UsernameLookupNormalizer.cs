using Microsoft.AspNetCore.Identity;

namespace HomeAuth.Core.Users;

/// <summary>Tells Identity how names are compared.</summary>
public sealed class UsernameLookupNormalizer : ILookupNormalizer
{
    /// <inheritdoc />
    public string? NormalizeName(string? name) => name is null ? null : Username.Normalize(name);

    /// <inheritdoc />
    public string? NormalizeEmail(string? email) => email is null ? null : Username.Normalize(email);
}
