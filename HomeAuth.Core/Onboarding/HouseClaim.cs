using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Core.Onboarding;

/// <summary>Knows whether the house has an owner. Once it has, it has for ever.</summary>
public sealed class HouseClaim(IServiceScopeFactory scopes) : IDisposable
{
    private volatile bool _claimed;

    /// <summary>Claims are made one at a time, so that the losers of a rush cost no password hash.</summary>
    internal SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Whether there is an owner.</summary>
    public async ValueTask<bool> IsClaimedAsync(CancellationToken cancellationToken = default)
    {
        if (!_claimed)
        {
            await using var scope = scopes.CreateAsyncScope();
            _claimed = await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.AnyAsync(user => user.IsOwner, cancellationToken);
        }

        return _claimed;
    }

    /// <inheritdoc />
    public void Dispose() => Turn.Dispose();
}
