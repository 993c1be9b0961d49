using System.Net;
using HomeAuth.Core.Data;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.People;

/// <summary>Makes sure that the configuration leaves the house somebody who can sign in and administer it.</summary>
public sealed class WaysIn(HomeAuthDb db, IOptions<HomeAuthOptions> options)
{
    /// <summary>Refuses a configuration with which nobody who may administer the house could sign in.</summary>
    /// <exception cref="StartupException">Says what is missing.</exception>
    public Task RequireAsync(CancellationToken cancellationToken = default) => RequireAsync(options.Value.EffectiveAuthProviders, cancellationToken);

    /// <summary>The same for a configuration that is to be.</summary>
    /// <exception cref="StartupException">Says what is missing.</exception>
    internal async Task RequireAsync(IReadOnlyList<AuthProviderOptions> configured, CancellationToken cancellationToken)
    {
        var admins = await AdminsAsync(cancellationToken);
        if (admins.Count == 0)
        {
            if (!configured.Any(provider => provider.Type == HomeAssistantAuthProvider.TypeName))
            {
                throw new StartupException(
                    "HomeAuth:AuthProviders has no entry of type homeassistant; the house has no owner yet, and who claims it does so with a password. Add {\"Type\": \"homeassistant\"}.");
            }

            return;
        }

        if (!admins.Any(admin => configured.Any(provider => Admits(provider, admin, options.Value.Http.TrustedProxies))))
        {
            var used = admins.SelectMany(admin => admin.Credentials.Select(credential => credential.Type)).Distinct().Order(StringComparer.Ordinal);
            throw new StartupException(
                $"With HomeAuth:AuthProviders as it is nobody who may administer the house could sign in. {PlainText.OneLine(string.Join(", ", admins.Select(admin => admin.Name)))} "
                + $"can sign in by {string.Join(" or ", used.DefaultIfEmpty("nothing at all"))}; add an entry of that type, such as {{\"Type\": \"homeassistant\"}}, or leave AuthProviders out.");
        }
    }

    private static bool Admits(AuthProviderOptions provider, Admin admin, IReadOnlyList<string> proxies)
    {
        if (provider.Type == TrustedNetworksAuthProvider.TypeName)
        {
            return Samples(provider, proxies).Any(address => TrustedNetworks.Refuses(provider, proxies, RequestOrigin.From(address, null)) is null
                && (TrustedNetworks.Offered(provider, address) is not { } offered || offered.Users.Contains(admin.Id) || offered.Groups.Intersect(admin.Groups).Any()));
        }

        return admin.Credentials.Any(credential => credential.Type == provider.Type && credential.Id == (provider.Id ?? ""))
            && (provider.Type != HomeAssistantAuthProvider.TypeName || admin.HasLogin);
    }

    // What the provider says changes only where one of its ranges begins or has just ended, so these addresses stand for all.
    private static IEnumerable<IPAddress> Samples(AuthProviderOptions provider, IEnumerable<string> proxies) =>
        provider.TrustedNetworks.Concat(provider.TrustedUsers.Select(entry => entry.Network)).Concat(proxies)
            .Select(text => Networks.Parse(text)!.Value).SelectMany(range => new[] { range.BaseAddress, Networks.After(range) }).OfType<IPAddress>();

    private async Task<List<Admin>> AdminsAsync(CancellationToken cancellationToken) => await db.Users.AsNoTracking().AsSplitQuery()
        .Where(user => user.IsActive && !user.SystemGenerated && !user.IsService)
        .Where(user => user.IsOwner || db.UserRoles.Any(membership => membership.UserId == user.Id && membership.RoleId == Group.AdminId))
        .Select(user => new Admin(
            user.Id,
            user.Name,
            user.PasswordHash != null || db.Passkeys.Any(passkey => passkey.UserId == user.Id),
            db.UserRoles.Where(membership => membership.UserId == user.Id).Select(membership => membership.RoleId).ToList(),
            db.Credentials.Where(credential => credential.UserId == user.Id).Select(credential => new Way(credential.AuthProviderType, credential.AuthProviderId)).ToList()))
        .ToListAsync(cancellationToken);

    private sealed record Admin(string Id, string Name, bool HasLogin, List<string> Groups, List<Way> Credentials);

    private sealed record Way(string Type, string Id);
}
