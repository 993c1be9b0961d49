using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Onboarding;

/// <summary>Knows whether the house has an owner, and what whoever claims it has to show. Once it has an owner, it has one as long as the program runs.</summary>
/// <remarks>
/// A house that had an owner and lost its database must not fall to the next program on this machine. So a marker stays in the data directory, and
/// with it the setup code is asked of everybody.
/// </remarks>
public sealed class HouseClaim(IServiceScopeFactory scopes, DataDirectory directory, ILogger<HouseClaim> logger) : IDisposable
{
    /// <summary>The file in the data directory that says that the house had an owner.</summary>
    public const string MarkerName = "homeauth.claimed";

    private readonly Lock _marking = new();
    private volatile bool _claimed;

    /// <summary>Claims are made one at a time, so that the losers of a rush cost no password hash.</summary>
    internal SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Whether there is an owner.</summary>
    public async ValueTask<bool> IsClaimedAsync(CancellationToken cancellationToken = default)
    {
        if (!_claimed)
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.AnyAsync(user => user.IsOwner, cancellationToken))
            {
                Mark();
                _claimed = true;
            }
        }

        return _claimed;
    }

    /// <summary>Whether the claim needs the setup code: from this machine itself only when the house had an owner before.</summary>
    /// <param name="isTrulyLocal">Whether the request comes from this machine itself.</param>
    public bool AsksSetupCode(bool isTrulyLocal) => !isTrulyLocal || File.Exists(directory.File(MarkerName));

    /// <inheritdoc />
    public void Dispose() => Turn.Dispose();

    private void Mark()
    {
        try
        {
            lock (_marking)
            {
                directory.Touch(MarkerName);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The house works without it; the next start tries again.
            logger.LogWarning("{File} cannot be written ({Reason}); should the database be lost, this machine may claim the house without the setup code",
                directory.File(MarkerName), error.Message);
        }
    }
}
