using HomeAuth.Core.Data;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Tokens;

/// <summary>Judges whether somebody may come now and from there, by their own limits and the clock and the networks of the house.</summary>
public sealed class AccessGate(HouseSettings settings, IOptions<HomeAuthOptions> options, TimeProvider time)
{
    /// <summary>Whether a request comes from home.</summary>
    public bool IsHome(RequestOrigin origin) => Networks.IsHome(origin.Address, settings.Current.HomeNetworks);

    /// <summary>Why a token is not good now or from there; null when it is.</summary>
    public AccessRefusal? Judge(ActiveToken token, RequestOrigin origin) => Judge(token.Limits, origin) ?? JudgeProvider(token, origin);

    /// <summary>Why somebody with such limits may not come now or from there; null when they may.</summary>
    public AccessRefusal? Judge(AccessLimits limits, RequestOrigin origin) =>
        limits == AccessLimits.None ? null : limits.Judge(time.GetUtcNow(), settings.Current.TimeZone, IsHome(origin));

    /// <summary>When, by the passing of time alone, the answer may be another; null for never.</summary>
    public DateTimeOffset? ChangesAt(AccessLimits limits) => limits.ChangesAt(time.GetUtcNow(), settings.Current.TimeZone);

    /// <summary>Refuses whom their limits keep out.</summary>
    /// <exception cref="HomeAuthException">They may not come now, or not from there; it says when they may again.</exception>
    internal async Task RequireAsync(HomeAuthDb db, string userId, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken) is { } user)
        {
            Require(AccessLimits.Of(user), origin);
        }
    }

    internal void Require(AccessLimits limits, RequestOrigin origin)
    {
        if (Judge(limits, origin) is { } refusal)
        {
            throw new HomeAuthException(refusal.Code) { OpensAt = refusal.OpensAt };
        }
    }

    // A client has to come for an access token every half an hour, and its provider is asked then. A browser's session has nothing of the kind.
    private AccessRefusal? JudgeProvider(ActiveToken token, RequestOrigin origin)
    {
        if (token is not { TokenType: TokenType.Normal, ClientId: null, Provider: { } provider })
        {
            return null;
        }

        var configured = options.Value.EffectiveAuthProviders.FirstOrDefault(entry => entry.Type == provider.Type && (entry.Id ?? "") == provider.Id);
        var code = configured is null ? ErrorCodes.ProviderMissing
            : configured.Type == TrustedNetworks.ProviderType ? TrustedNetworks.Refuses(configured, options.Value.Http.TrustedProxies, origin)
            : null;
        return code is null ? null : new AccessRefusal(code, null);
    }
}
