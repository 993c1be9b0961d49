using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Grants;

/// <summary>Lets programs in that send the old password with each request, as long as an administrator has said so, and for no longer.</summary>
public sealed class LegacyAccess(
    HomeAuthDb db, AuthProviders providers, Newcomers newcomers, RefreshTokenIssuer issuer, TokenDirectory directory, HouseSettings settings, TimeProvider time)
{
    /// <summary>Whether the house has the old password at all.</summary>
    public bool IsConfigured => Provider is not null;

    /// <summary>Whether a program that sends this is one to give a token to: it has the old password, or the house has none to compare with. A guess is no such program.</summary>
    public bool IsOurs(string password) => Provider?.Is(password) ?? true;

    private LegacyApiPasswordAuthProvider? Provider => providers.All.OfType<LegacyApiPasswordAuthProvider>().FirstOrDefault();

    /// <summary>The token under which a program with the old password acts; null when the password is wrong or is not taken now.</summary>
    public async Task<ActiveToken?> ValidateAsync(string password, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        if (settings.Current.Saved.LegacyAccessUntil is not { } until || until <= time.GetUtcNow() || Provider is not { } provider
            || await provider.ValidateRequestAsync(password, origin, cancellationToken) is not ProviderAnswer.Recognised who)
        {
            return null;
        }

        var user = await newcomers.FindAsync(provider, who.Subject, cancellationToken) ?? await newcomers.WelcomeAsync(provider, who, origin, cancellationToken);
        var known = await TokenAsync(user, cancellationToken);
        if (known?.ExpireAt < until)
        {
            // The time was made longer since.
            await db.RefreshTokens.Where(token => token.Id == known.Id).ExecuteUpdateAsync(set => set.SetProperty(token => token.ExpireAt, until), cancellationToken);
        }

        return await directory.UseAsync(known?.Id ?? await CreateAsync(user, until, origin, cancellationToken), origin, cancellationToken);
    }

    private Task<RefreshToken?> TokenAsync(ProviderAnswer.Proved user, CancellationToken cancellationToken) => db.RefreshTokens.AsNoTracking()
        .SingleOrDefaultAsync(token => token.UserId == user.UserId && token.ClientName == RefreshTokenIssuer.LegacyName, cancellationToken);

    private async Task<string> CreateAsync(ProviderAnswer.Proved user, DateTimeOffset until, RequestOrigin origin, CancellationToken cancellationToken)
    {
        try
        {
            return (await issuer.CreateForLegacyAsync(user.UserId, user.CredentialId, until, origin, cancellationToken)).Id;
        }
        catch (HomeAuthException error) when (error.Code == ErrorCodes.TokenNameExists)
        {
            // Another request was quicker.
            return (await TokenAsync(user, cancellationToken))?.Id ?? "";
        }
    }
}
