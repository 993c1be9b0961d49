using System.Collections.Concurrent;
using System.Net;
using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Core.Tokens;

/// <summary>When and from where tokens were last used, written behind in batches; the last seconds may be lost with the process.</summary>
public sealed class TokenUsage(IServiceScopeFactory scopes)
{
    private readonly ConcurrentDictionary<string, Use> _pending = new();

    /// <summary>When a token was last used, including what is not written yet.</summary>
    public (DateTimeOffset? At, string? Address) Of(RefreshToken token) =>
        _pending.TryGetValue(token.Id, out var use) ? (use.At, use.Address ?? token.LastUsedIp) : (token.LastUsedAt, token.LastUsedIp);

    /// <summary>When a token ends, including what is not written yet; null for never.</summary>
    public DateTimeOffset? ExpireAt(RefreshToken token) =>
        token.ExpireAt is not null && _pending.TryGetValue(token.Id, out var use) && use.Lifetime is { } lifetime ? use.At + lifetime : token.ExpireAt;

    /// <summary>Writes what was noted since the last time.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_pending.IsEmpty)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        var uses = _pending.ToArray();
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            foreach (var (tokenId, use) in uses)
            {
                await WriteAsync(db, tokenId, use, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        foreach (var use in uses)
        {
            // Only if nothing newer was noted meanwhile.
            _pending.TryRemove(use);
        }
    }

    internal void Note(string tokenId, DateTimeOffset at, IPAddress? address, TimeSpan? lifetime) =>
        _pending[tokenId] = new Use(at, address?.ToString(), lifetime);

    private static async Task WriteAsync(HomeAuthDb db, string tokenId, Use use, CancellationToken cancellationToken)
    {
        DateTimeOffset? at = use.At;
        await db.RefreshTokens.Where(token => token.Id == tokenId).ExecuteUpdateAsync(
            set => set.SetProperty(token => token.LastUsedAt, at).SetProperty(token => token.LastUsedIp, token => use.Address ?? token.LastUsedIp),
            cancellationToken);
        await db.Users.Where(user => db.RefreshTokens.Any(token => token.Id == tokenId && token.UserId == user.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.LastSeenAt, at), cancellationToken);
        if (use.Lifetime is { } lifetime)
        {
            // Not when its person has meanwhile chosen that it never expires.
            DateTimeOffset? expireAt = use.At + lifetime;
            await db.RefreshTokens.Where(token => token.Id == tokenId && token.ExpireAt != null).ExecuteUpdateAsync(
                set => set.SetProperty(token => token.ExpireAt, expireAt), cancellationToken);
        }
    }

    private sealed record Use(DateTimeOffset At, string? Address, TimeSpan? Lifetime);
}
