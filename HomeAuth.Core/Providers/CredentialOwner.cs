using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Providers;

/// <summary>Whom a provider means.</summary>
internal static class CredentialOwner
{
    /// <summary>The user that a provider knows by a subject; null when nobody has it.</summary>
    public static Task<string?> FindAsync(HomeAuthDb db, string type, string id, string subject, CancellationToken cancellationToken) =>
        db.Credentials.Where(credential => credential.AuthProviderType == type && credential.AuthProviderId == id && credential.Subject == subject)
            .Select(credential => credential.UserId).SingleOrDefaultAsync(cancellationToken);
}
