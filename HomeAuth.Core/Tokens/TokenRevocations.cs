using System.Collections.Immutable;
using System.Text.Json;
using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Tokens;

/// <summary>Tells everybody who keeps something alive on a token's account that the token is revoked, or that its person has changed.</summary>
/// <remarks>
/// On PostgreSQL the message rides on the transaction of the change (NOTIFY is delivered at commit), so no server of the house can
/// miss a committed revocation; see <see cref="PostgresListener"/>.
/// </remarks>
public sealed class TokenRevocations(ILogger<TokenRevocations> logger)
{
    internal const string Channel = "homeauth_revocations";

    // NOTIFY takes up to 8000 bytes; a revocation needs about 100.
    private const int PerMessage = 50;

    private ImmutableList<Subscriber> _subscribers = [];

    internal string ServerId { get; } = Identifier.New();

    /// <summary>Listens until the returned handle is disposed. The callbacks must be quick and not throw.</summary>
    public IDisposable Subscribe(Action<IReadOnlyList<Revocation>> revoked, Action<string>? userChanged = null)
    {
        var subscriber = new Subscriber(revoked, userChanged ?? (_ => { }));
        ImmutableInterlocked.Update(ref _subscribers, list => list.Add(subscriber));
        return Subscription(subscriber);
    }

    /// <summary>The same, heard before all others: whoever acts on the news must already find the token gone.</summary>
    internal IDisposable SubscribeFirst(Action<IReadOnlyList<Revocation>> revoked, Action<string> userChanged)
    {
        var subscriber = new Subscriber(revoked, userChanged);
        ImmutableInterlocked.Update(ref _subscribers, list => list.Insert(0, subscriber));
        return Subscription(subscriber);
    }

    /// <summary>Commits the transaction that deleted the tokens, then lets everybody know.</summary>
    public async Task CommitAsync(
        HomeAuthDb db, IDbContextTransaction transaction, IReadOnlyList<Revocation> revocations, CancellationToken cancellationToken)
    {
        if (db.Database.IsNpgsql())
        {
            foreach (var some in revocations.Chunk(PerMessage))
            {
                await NotifyAsync(db, new Message(ServerId, some, null), cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
        Publish(revocations);
    }

    /// <summary>Lets everybody know that what they remember of a user is out of date. To be called after the change is committed.</summary>
    public async Task UserChangedAsync(HomeAuthDb db, string userId, CancellationToken cancellationToken)
    {
        PublishUserChanged(userId);
        if (db.Database.IsNpgsql())
        {
            await NotifyAsync(db, new Message(ServerId, null, userId), cancellationToken);
        }
    }

    internal void Receive(string payload)
    {
        if (JsonSerializer.Deserialize<Message>(payload) is not { } message || message.Server == ServerId)
        {
            return;
        }

        if (message.Revocations is { } revocations)
        {
            Publish(revocations);
        }

        if (message.ChangedUser is { } userId)
        {
            PublishUserChanged(userId);
        }
    }

    private static Task<int> NotifyAsync(HomeAuthDb db, Message message, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, {JsonSerializer.Serialize(message)})", cancellationToken);

    private void Publish(IReadOnlyList<Revocation> revocations)
    {
        if (revocations.Count > 0)
        {
            Tell(subscriber => subscriber.Revoked(revocations));
        }
    }

    private void PublishUserChanged(string userId) => Tell(subscriber => subscriber.UserChanged(userId));

    // One subscriber's mistake must not keep the news from the others.
    private void Tell(Action<Subscriber> tell)
    {
        foreach (var subscriber in Volatile.Read(ref _subscribers))
        {
            try
            {
                tell(subscriber);
            }
#pragma warning disable CA1031 // Whatever it is, the next subscriber must still hear.
            catch (Exception error)
#pragma warning restore CA1031
            {
                logger.LogError(error, "A subscriber failed to act on a revocation");
            }
        }
    }

    internal sealed record Message(string Server, IReadOnlyList<Revocation>? Revocations, string? ChangedUser);

    private Unsubscription Subscription(Subscriber subscriber) =>
        new(() => ImmutableInterlocked.Update(ref _subscribers, list => list.Remove(subscriber)));

    private sealed class Subscriber(Action<IReadOnlyList<Revocation>> revoked, Action<string> userChanged)
    {
        public Action<IReadOnlyList<Revocation>> Revoked { get; } = revoked;

        public Action<string> UserChanged { get; } = userChanged;
    }

    private sealed class Unsubscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
