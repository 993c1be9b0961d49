using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Tokens;

/// <summary>Creates refresh tokens: for browsers, for clients, for scripts, for accounts of the system.</summary>
public sealed class RefreshTokenIssuer(
    HomeAuthDb db,
    RefreshTokenManager tokens,
    RecentProof proof,
    TokenRevocations revocations,
    TokenSecrets secrets,
    SecurityHistory history,
    UnusualSignIns devices,
    HouseEvents events,
    Authority authority,
    HouseSettings settings,
    TimeProvider time,
    IOptions<HomeAuthOptions> options)
{
    /// <summary>The name of the token that stands for the old password of the house.</summary>
    public const string LegacyName = "api_password";

    /// <summary>Longest life of a long-lived access token: a century.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(36_500);

    private LifetimeOptions Lifetimes => settings.Current.Lifetimes;

    /// <summary>Signs a browser in on HomeAuth's own pages.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="credentialId">With which credential.</param>
    /// <param name="keepSignedIn">Whether the session outlives the browser window.</param>
    /// <param name="replacedTokenId">The token this browser held until now; it is revoked, so that one browser is one row.</param>
    /// <param name="origin">From where.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="HomeAuthException">The user is gone or disabled.</exception>
    public async Task<RefreshToken> CreateBrowserSessionAsync(
        string userId, string? credentialId, bool keepSignedIn, string? replacedTokenId, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var token = new RefreshToken
        {
            UserId = userId,
            CredentialId = credentialId,
            TokenType = TokenType.Normal,
            UserAgent = origin.UserAgent,
            KeepSignedIn = keepSignedIn,
            CreatedAt = now,
            ProvedAt = await IsProofAsync(credentialId, cancellationToken) ? now : null,
            LastUsedAt = now,
            LastUsedIp = origin.Address?.ToString(),
            ExpireAt = now + (keepSignedIn ? Lifetimes.RefreshToken : Lifetimes.BrowserSession),
        };
        await AddAsync(token, replacedTokenId, SecurityEventTypes.Login, new Actor(userId, token.Id, origin), cancellationToken);
        return token;
    }

    /// <summary>Signs a client in that somebody let in through a login flow.</summary>
    /// <returns>The token and the secret that only the client will know.</returns>
    /// <exception cref="HomeAuthException">The user is gone or disabled.</exception>
    public async Task<(RefreshToken Token, string Secret)> CreateForClientAsync(
        string userId, string? credentialId, string clientId, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var secret = TokenSecrets.New();
        var token = new RefreshToken
        {
            UserId = userId,
            CredentialId = credentialId,
            TokenType = TokenType.Normal,
            ClientId = clientId,
            SecretHash = TokenSecrets.Hash(secret),
            JwtKey = secrets.Protect(userId, TokenSecrets.New()),
            AccessTokenSeconds = (long)Lifetimes.AccessToken.TotalSeconds,
            UserAgent = origin.UserAgent,
            KeepSignedIn = true,
            CreatedAt = now,
            ProvedAt = await IsProofAsync(credentialId, cancellationToken) ? now : null,
            LastUsedAt = now,
            LastUsedIp = origin.Address?.ToString(),
            ExpireAt = now + Lifetimes.RefreshToken,
        };
        await AddAsync(token, null, SecurityEventTypes.Login, new Actor(userId, token.Id, origin), cancellationToken);
        return (token, secret);
    }

    /// <summary>Creates a token for a script. The access token made from it lives as long as it; its own secret is never given out.</summary>
    /// <param name="name">What the person calls it; one name, one token.</param>
    /// <param name="lifetime">From one second to <see cref="LongestLife"/>.</param>
    /// <param name="icon">A picture for it.</param>
    /// <param name="scopes">What it may be used for, names of scopes; null for everything that its person may.</param>
    /// <param name="actor">Whose it is.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="HomeAuthException">The name breaks a rule or is taken, the life is out of range, or the person has too many or has to prove again who they are.</exception>
    public Task<RefreshToken> CreateLongLivedAsync(
        string? name, TimeSpan lifetime, string? icon, IEnumerable<string>? scopes, Actor actor, CancellationToken cancellationToken = default) =>
        CreateLongLivedAsync(actor.UserId, name, lifetime, icon, scopes, actor, cancellationToken);

    /// <summary>Creates a token for a service of the house, as <see cref="CreateLongLivedAsync(string?, TimeSpan, string?, IEnumerable{string}?, Actor, CancellationToken)"/> does for oneself.</summary>
    /// <exception cref="HomeAuthException">As there; or it is no service, or not the actor's to give tokens to.</exception>
    public async Task<RefreshToken> CreateForServiceAsync(
        string serviceId, string? name, TimeSpan lifetime, IEnumerable<string>? scopes, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ManageServices, actor, serviceId, cancellationToken);
        return await db.Users.AnyAsync(user => user.Id == serviceId && user.IsService, cancellationToken)
            ? await CreateLongLivedAsync(serviceId, name, lifetime, null, scopes, actor, cancellationToken)
            : throw new HomeAuthException(ErrorCodes.UserNotFound);
    }

    /// <summary>Creates a token of an account of the system: without a client, without an end.</summary>
    /// <returns>The token and the secret that only its holder will know.</returns>
    /// <exception cref="HomeAuthException">The user is gone, disabled, or a person.</exception>
    public async Task<(RefreshToken Token, string Secret)> CreateForSystemAsync(string userId, CancellationToken cancellationToken = default)
    {
        if (!await db.Users.AnyAsync(user => user.Id == userId && user.SystemGenerated, cancellationToken))
        {
            throw new HomeAuthException(ErrorCodes.UserNotFound);
        }

        var secret = TokenSecrets.New();
        var token = new RefreshToken
        {
            UserId = userId,
            TokenType = TokenType.System,
            SecretHash = TokenSecrets.Hash(secret),
            JwtKey = secrets.Protect(userId, TokenSecrets.New()),
            AccessTokenSeconds = (long)Lifetimes.AccessToken.TotalSeconds,
            CreatedAt = time.GetUtcNow(),
        };
        await AddAsync(token, null, SecurityEventTypes.Login, new Actor(userId, token.Id, RequestOrigin.Internal), cancellationToken);
        return (token, secret);
    }

    /// <summary>Creates the token that stands for the old password of the house while it is taken.</summary>
    /// <exception cref="HomeAuthException">There is one, or its user is disabled.</exception>
    internal async Task<RefreshToken> CreateForLegacyAsync(
        string userId, string credentialId, DateTimeOffset until, RequestOrigin origin, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var token = new RefreshToken
        {
            UserId = userId,
            CredentialId = credentialId,
            TokenType = TokenType.LongLivedAccessToken,
            ClientName = LegacyName,
            Scope = TokenScopeText.Write(["read", "control"]),
            JwtKey = secrets.Protect(userId, TokenSecrets.New()),
            AccessTokenSeconds = (long)Lifetimes.AccessToken.TotalSeconds,
            CreatedAt = now,
            ExpireAt = until,
        };
        await AddLongLivedAsync(token, new Actor(userId, token.Id, origin), cancellationToken);
        return token;
    }

    private async Task<RefreshToken> CreateLongLivedAsync(
        string userId, string? name, TimeSpan lifetime, string? icon, IEnumerable<string>? scopes, Actor actor, CancellationToken cancellationToken)
    {
        if (DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "client_name");
        }

        if (lifetime < TimeSpan.FromSeconds(1) || lifetime > LongestLife)
        {
            throw new HomeAuthException(ErrorCodes.LifespanInvalid, "lifespan");
        }

        var scope = TokenScopeText.Write(scopes);
        await authority.RequireScopesAsync(scope, actor, cancellationToken);
        await proof.RequireAsync(actor, cancellationToken);
        var now = time.GetUtcNow();
        var token = new RefreshToken
        {
            UserId = userId,
            TokenType = TokenType.LongLivedAccessToken,
            ClientName = DisplayName.Clean(name!),
            ClientIcon = icon,
            Scope = scope,
            JwtKey = secrets.Protect(userId, TokenSecrets.New()),
            AccessTokenSeconds = (long)lifetime.TotalSeconds,
            CreatedAt = now,
            ExpireAt = now + lifetime,
        };
        var others = db.RefreshTokens.Where(other => other.UserId == userId && other.TokenType == TokenType.LongLivedAccessToken);
        if (await others.CountAsync(cancellationToken) >= options.Value.Limits.RefreshTokensPerUser)
        {
            throw new HomeAuthException(ErrorCodes.TooManyTokens);
        }

        await AddLongLivedAsync(token, actor, cancellationToken);
        return token;
    }

    private async Task AddLongLivedAsync(RefreshToken token, Actor actor, CancellationToken cancellationToken)
    {
        try
        {
            await AddAsync(token, null, SecurityEventTypes.LongLivedTokenCreated, actor, cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            throw await db.RefreshTokens.AnyAsync(
                other => other.UserId == token.UserId && other.TokenType == TokenType.LongLivedAccessToken && other.ClientName == token.ClientName, CancellationToken.None)
                ? new HomeAuthException(ErrorCodes.TokenNameExists, "client_name")
                : new HomeAuthException(ErrorCodes.UserInactive);
        }
    }

    // Whoever only said who they are has proved nothing, and is asked before anything that matters.
    private async Task<bool> IsProofAsync(string? credentialId, CancellationToken cancellationToken) =>
        !await db.Credentials.AnyAsync(credential => credential.Id == credentialId && credential.AuthProviderType == TrustedNetworks.ProviderType, cancellationToken);

    private async Task AddAsync(RefreshToken token, string? replacedTokenId, string eventType, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Changes nothing, and makes a second sign-in of the person wait, so that it finds this one.
        await db.Users.Where(user => user.Id == token.UserId).ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, user => user.IsActive), cancellationToken);
        var kind = token.TokenType == TokenType.Normal ? await devices.KindOfAsync(token.UserId, actor.Origin, cancellationToken) : null;
        // Holds the user's row until the commit: whoever disables the user meanwhile finds this token too.
        var active = await db.Users.Where(user => user.Id == token.UserId && user.IsActive && user.SystemGenerated == (token.TokenType == TokenType.System)
                && (!user.IsService || token.TokenType == TokenType.LongLivedAccessToken))
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.LastSeenAt, user => token.LastUsedAt ?? user.LastSeenAt), cancellationToken);
        if (active == 0)
        {
            throw new HomeAuthException(ErrorCodes.UserInactive);
        }

        var replaced = token.TokenType == TokenType.Normal ? await MakeRoomAsync(token.UserId, replacedTokenId, actor.Origin, cancellationToken) : [];
        db.RefreshTokens.Add(token);
        var entry = history.Add(eventType, token.UserId, actor, tokenId: token.Id);
        if (kind is not null)
        {
            history.Alert(entry, kind);
        }

        await db.SaveChangesAsync(cancellationToken);
        await revocations.CommitAsync(db, transaction, replaced, cancellationToken);
        if (kind is not null)
        {
            await events.PublishAsync(db, new AlertsChanged(token.UserId, EventContext.Of(token.UserId)), CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<Revocation>> MakeRoomAsync(
        string userId, string? replacedTokenId, RequestOrigin origin, CancellationToken cancellationToken)
    {
        var others = db.RefreshTokens.Where(token => token.UserId == userId && token.TokenType == TokenType.Normal && token.Id != replacedTokenId);
        var surplus = await others.CountAsync(cancellationToken) - options.Value.Limits.RefreshTokensPerUser + 1;
        var replaced = replacedTokenId is null
            ? []
            : await tokens.DeleteAsync(
                db.RefreshTokens.Where(token => token.Id == replacedTokenId), RevocationReasons.Replaced, origin, userId, cancellationToken);
        return surplus <= 0
            ? replaced
            : [.. replaced, .. await tokens.DeleteAsync(
                others.OrderBy(token => token.LastUsedAt ?? token.CreatedAt).Take(surplus), RevocationReasons.Replaced, origin, userId, cancellationToken)];
    }
}
