using System.Collections.Concurrent;
using System.Net;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Protection;

/// <summary>The bans in effect, in memory: each request asks here. Filled at the start, and told of each change, also by other servers of the house.</summary>
/// <remarks>Only bans are kept, never who asked; so it is as large as the table, and that is bounded (see <see cref="BanList"/>).</remarks>
public sealed class AddressBans : IDisposable
{
    private readonly IServiceScopeFactory _scopes;
    private readonly HouseSettings _settings;
    private readonly TimeProvider _time;
    private readonly OwnAddresses _own;
    private readonly ILogger<AddressBans> _logger;
    private readonly IPNetwork[] _proxies;
    private readonly IDisposable _subscription;
    private readonly SemaphoreSlim _reading = new(1);
    private volatile ConcurrentDictionary<IPNetwork, ActiveBan> _bans = new();

    // Ranges that are neither an address of IPv4 nor a /64, which have to be walked.
    private volatile IPNetwork[] _ranges = [];
    private volatile bool _hasAny;

    /// <summary>Starts empty, until <see cref="LoadAsync"/>.</summary>
    public AddressBans(
        IServiceScopeFactory scopes, HouseEvents events, HouseSettings settings, OwnAddresses own, TimeProvider time, IOptions<HomeAuthOptions> options, ILogger<AddressBans> logger)
    {
        (_scopes, _settings, _own, _time, _logger) = (scopes, settings, own, time, logger);
        _proxies = [.. options.Value.Http.TrustedProxies.Select(Networks.Parse).OfType<IPNetwork>()];
        _subscription = events.Subscribe(happened =>
        {
            if (happened is BansChanged changed)
            {
                _ = ReloadAsync(changed.Network);
            }
        });
    }

    /// <summary>Raised after they have changed, on any thread.</summary>
    public event Action? Changed;

    /// <summary>Whether an address is never counted and never kept out: this machine itself, a proxy of the house, a network that is allowed.</summary>
    public bool IsExempt(IPAddress address) =>
        _own.Contains(address) || Networks.Contains(_proxies, address) || Networks.Contains(_settings.Current.Guard.AllowedNetworks, address);

    /// <summary>Whether a range holds this machine itself or a proxy of the house.</summary>
    public bool IsOurs(IPNetwork network) =>
        Array.Exists([IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128"), .. _proxies], own => Networks.Overlap(own, network));

    /// <summary>The ban that keeps an address out right now; null for none.</summary>
    public ActiveBan? Find(IPAddress? address)
    {
        if (!_hasAny || address is null || !_settings.Current.Guard.IpBanEnabled || IsExempt(address))
        {
            return null;
        }

        var (now, bans) = (_time.GetUtcNow(), _bans);
        if (bans.TryGetValue(Networks.HouseholdNetwork(address), out var ban) && ban.IsInEffect(now))
        {
            return ban;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _ranges.Where(range => range.Contains(plain)).Select(range => bans.GetValueOrDefault(range)).FirstOrDefault(range => range?.IsInEffect(now) == true);
    }

    /// <summary>Reads all of them. To be called once the database is ready.</summary>
    public Task LoadAsync(CancellationToken cancellationToken = default) => ReadAsync(null, cancellationToken);

    /// <summary>Reads one range anew. To be called by whoever has just changed it.</summary>
    internal Task RefreshAsync(string network, CancellationToken cancellationToken = default) => ReadAsync(network, cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        _subscription.Dispose();
        _reading.Dispose();
    }

    // One at a time, and always from the database: so whichever comes last has read what is true.
    private async Task ReadAsync(string? network, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var now = _time.GetUtcNow();
            var rows = await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().AddressBans.AsNoTracking()
                .Where(ban => (network == null || ban.Network == network) && (ban.Until == null || ban.Until > now)).ToListAsync(cancellationToken);
            var bans = network is null ? new ConcurrentDictionary<IPNetwork, ActiveBan>() : _bans;
            if (network is not null && rows.Count == 0)
            {
                bans.TryRemove(IPNetwork.Parse(network), out _);
            }

            foreach (var row in rows)
            {
                bans[IPNetwork.Parse(row.Network)] = new ActiveBan(row.Until, row.Failures);
            }

            _bans = bans;
            if (network is null || !IsHousehold(IPNetwork.Parse(network)))
            {
                _ranges = [.. bans.Keys.Where(range => !IsHousehold(range))];
            }

            _hasAny = !bans.IsEmpty;
        }
        finally
        {
            _reading.Release();
        }

        Changed?.Invoke();
    }

    private static bool IsHousehold(IPNetwork range) => Networks.HouseholdNetwork(range.BaseAddress).PrefixLength == range.PrefixLength;

    private async Task ReloadAsync(string? network)
    {
        try
        {
            await ReadAsync(network, CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The server is stopping.
        }
#pragma warning disable CA1031 // Nobody waits for this; what was in effect stays so.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _logger.LogError(error, "Could not read the bans of the house");
        }
    }
}

/// <summary>Why and until when an address is kept out.</summary>
/// <param name="Until">Until when; null for ever.</param>
/// <param name="Failures">For how many wrong guesses; null when somebody entered it by hand.</param>
public sealed record ActiveBan(DateTimeOffset? Until, int? Failures)
{
    /// <summary>Whether it is not over.</summary>
    public bool IsInEffect(DateTimeOffset now) => !(Until <= now);
}
