using System.Collections.Concurrent;
using HomeAuth.Core.Data;
using HomeAuth.Core.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Core.Tokens;

/// <summary>The tokens in use, in memory: filled on demand, corrected by revocation messages. Each request asks here whether its token is still good.</summary>
public sealed class TokenDirectory : IDisposable
{
    private readonly ConcurrentDictionary<string, ActiveToken> _known = new();
    private readonly IServiceScopeFactory _scopes;
    private readonly TokenUsage _usage;
    private readonly TimeProvider _time;
    private readonly TokenSecrets _secrets;
    private readonly HouseSettings _settings;
    private readonly IDisposable _subscription;

    // Raised with each message, so that what was read from the database before the message is not remembered after it.
    private long _epoch;
    private volatile bool _distrusted;

    /// <summary>Starts empty and listens for revocations.</summary>
    public TokenDirectory(
        IServiceScopeFactory scopes, TokenRevocations revocations, TokenUsage usage, TokenSecrets secrets, HouseSettings settings, TimeProvider time)
    {
        _secrets = secrets;
        _scopes = scopes;
        _usage = usage;
        _time = time;
        _settings = settings;
        _subscription = revocations.SubscribeFirst(Forget, ForgetUser);
        // What is remembered of a token includes how long it lives.
        settings.Changed += ForgetAll;
    }

    /// <summary>The token if it is valid right now, else null.</summary>
    public async ValueTask<ActiveToken?> FindAsync(string tokenId, CancellationToken cancellationToken = default)
    {
        if (!_distrusted && _known.TryGetValue(tokenId, out var known) && !known.IsExpired(_time.GetUtcNow()))
        {
            return known;
        }

        while (true)
        {
            var epoch = Interlocked.Read(ref _epoch);
            var loaded = await LoadAsync(tokenId, cancellationToken);
            lock (_known)
            {
                if (epoch != Interlocked.Read(ref _epoch))
                {
                    continue;
                }

                if (loaded is not null)
                {
                    _known[tokenId] = loaded;
                }

                return loaded;
            }
        }
    }

    /// <summary>The token if it is valid, and notes that it was just used from this address.</summary>
    public async ValueTask<ActiveToken?> UseAsync(string tokenId, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(tokenId, cancellationToken) is not { } token)
        {
            return null;
        }

        var now = _time.GetUtcNow();
        token.Use(now);
        _usage.Note(tokenId, now, origin.Address, token.Lifetime);
        return token;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _settings.Changed -= ForgetAll;
        _subscription.Dispose();
    }

    /// <summary>Asks the database each time until messages can be relied on again.</summary>
    internal void Distrust()
    {
        _distrusted = true;
        ForgetAll();
    }

    /// <summary>Messages arrive again; what was remembered meanwhile is forgotten.</summary>
    internal void Trust()
    {
        Distrust();
        _distrusted = false;
    }

    private void ForgetAll()
    {
        lock (_known)
        {
            Interlocked.Increment(ref _epoch);
            _known.Clear();
        }
    }

    private void Forget(IReadOnlyList<Revocation> revocations)
    {
        lock (_known)
        {
            Interlocked.Increment(ref _epoch);
            foreach (var revocation in revocations)
            {
                _known.TryRemove(revocation.TokenId, out _);
            }
        }
    }

    private void ForgetUser(string userId)
    {
        lock (_known)
        {
            Interlocked.Increment(ref _epoch);
            foreach (var token in _known.Values.Where(token => token.UserId == userId))
            {
                _known.TryRemove(token.TokenId, out _);
            }
        }
    }

    private async Task<ActiveToken?> LoadAsync(string tokenId, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        var now = _time.GetUtcNow();
        var row = await db.RefreshTokens.AsNoTracking()
            .Where(token => token.Id == tokenId)
            .Join(db.Users, token => token.UserId, user => user.Id, (token, user) => new { Token = token, User = user })
            .SingleOrDefaultAsync(cancellationToken);
        if (row is null || !row.User.IsActive || _usage.ExpireAt(row.Token) <= now)
        {
            return null;
        }

        var credential = row.Token.CredentialId is { } credentialId
            ? await db.Credentials.AsNoTracking().SingleOrDefaultAsync(credential => credential.Id == credentialId, cancellationToken)
            : null;
        var groups = await db.UserRoles.Where(membership => membership.UserId == row.User.Id)
            .Join(db.Roles.AsNoTracking(), membership => membership.RoleId, group => group.Id, (_, group) => group).ToListAsync(cancellationToken);
        var preferences = await db.Preferences.AsNoTracking()
            .Where(preference => preference.UserId == row.User.Id
                && (preference.Key == UserPreference.LanguageKey || preference.Key == UserPreference.ThemeKey))
            .ToDictionaryAsync(preference => preference.Key, preference => preference.Value, cancellationToken);
        return new ActiveToken(row.Token, row.User, credential, groups, preferences, _secrets.Keys(row.Token), _settings.Current.Lifetimes.Of(row.Token));
    }
}
