using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HomeAuth.Tests.Core.Tokens;

public sealed class RefreshTokenTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, DatabaseData]
    public async Task RevokedTokenIsGoodNoMoreAndEverybodyHears(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        var token = await house.SignInAsync(owner.UserId);
        var other = await house.SignInAsync(owner.UserId);
        Assert.NotNull(await FindAsync(house, token.Id));
        List<Revocation> heard = [];
        using var subscription = house.Services.GetRequiredService<TokenRevocations>().Subscribe(heard.AddRange);

        Assert.True(await RevokeAsync(house, owner.UserId, token.Id));

        Assert.Null(await FindAsync(house, token.Id));
        Assert.NotNull(await FindAsync(house, other.Id));
        Assert.Equal(new Revocation(token.Id, owner.UserId, RevocationReasons.Revoked), Assert.Single(heard));
        Assert.False(await RevokeAsync(house, owner.UserId, token.Id));
        Assert.Equal(1, await house.RunAsync<HomeAuthDb, int>(db => db.SecurityEvents.CountAsync(entry => entry.Type == "token_revoked" && entry.TokenId == token.Id)));
    }

    [Fact]
    public async Task TokenIsGoneBeforeAnybodyElseHears()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var found = true;
        using var early = house.Services.GetRequiredService<TokenRevocations>().Subscribe(
            revocations => found = FindAsync(house, revocations[0].TokenId).AsTask().GetAwaiter().GetResult() is not null);
        var owner = await house.ClaimAsync();
        var token = await house.SignInAsync(owner.UserId);
        Assert.NotNull(await FindAsync(house, token.Id));

        await RevokeAsync(house, owner.UserId, token.Id);

        Assert.False(found);
    }

    [Theory, DatabaseData]
    public async Task TokensOfOthersCannotBeTouched(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        var berta = await house.AddPersonAsync("berta");
        var token = await house.SignInAsync(owner.UserId);
        var actor = TestHouse.Actor(berta.Id);

        Assert.False(await RevokeAsync(house, berta.Id, token.Id));
        Assert.False(await house.RunAsync<RefreshTokenManager, bool>(tokens => tokens.RenameAsync(berta.Id, token.Id, "mine", actor)));
        Assert.False(await house.RunAsync<RefreshTokenManager, bool>(tokens => tokens.SetExpiryAsync(berta.Id, token.Id, false, actor)));
        Assert.Empty(await house.RunAsync<RefreshTokenManager, IReadOnlyList<RefreshToken>>(tokens => tokens.ListAsync(berta.Id)));
        Assert.NotNull(await FindAsync(house, token.Id));
    }

    [Theory, DatabaseData]
    public async Task AllOthersAreRevokedButThisOneAndTheLongLived(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        var mine = await house.SignInAsync(owner.UserId);
        await house.SignInAsync(owner.UserId);
        await house.SignInAsync(owner.UserId);
        var script = await AddLongLivedAsync(house, owner.UserId);

        Assert.Equal(2, await house.RunAsync<RefreshTokenManager, int>(tokens => tokens.RevokeAllAsync(
            owner.UserId, [TokenType.Normal], mine.Id, RevocationReasons.Revoked, TestHouse.Actor(owner.UserId, mine.Id))));

        var left = await house.RunAsync<RefreshTokenManager, IReadOnlyList<RefreshToken>>(tokens => tokens.ListAsync(owner.UserId));
        Assert.Equal([mine.Id, script.Id], left.Select(token => token.Id).OrderBy(id => id == script.Id));
    }

    [Theory]
    [InlineData(true, 90)]
    [InlineData(false, 1)]
    public async Task TokenEndsWhenItWasNotUsedForItsLifetime(bool keep, int days)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = await house.ClaimAsync();
        var token = await house.SignInAsync(owner.UserId, keep);

        house.Time.Advance(TimeSpan.FromDays(days) - Second);
        Assert.NotNull(await UseAsync(house, token.Id));
        house.Time.Advance(TimeSpan.FromDays(days) - Second);
        Assert.NotNull(await FindAsync(house, token.Id));
        house.Time.Advance(Second);
        Assert.Null(await FindAsync(house, token.Id));
    }

    [Theory, DatabaseData]
    public async Task UsesAreWrittenBehindAndSlideTheEnd(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        var token = await house.SignInAsync(owner.UserId);
        house.Time.Advance(TimeSpan.FromDays(10));
        await UseAsync(house, token.Id);
        var used = house.Time.GetUtcNow();

        var listed = Assert.Single(await house.RunAsync<RefreshTokenManager, IReadOnlyList<RefreshToken>>(tokens => tokens.ListAsync(owner.UserId)));
        Assert.Equal((used, used.AddDays(90)), (listed.LastUsedAt!.Value, listed.ExpireAt!.Value));
        await house.Services.GetRequiredService<TokenUsage>().FlushAsync(TestContext.Current.CancellationToken);
        var stored = await house.RunAsync<HomeAuthDb, RefreshToken>(db => db.RefreshTokens.SingleAsync());
        Assert.Equal((used, used.AddDays(90), "203.0.113.7"), (stored.LastUsedAt!.Value, stored.ExpireAt!.Value, stored.LastUsedIp));
    }

    [Theory, DatabaseData]
    public async Task TokenThatNeverExpiresStaysAndMayExpireAgain(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        var token = await house.SignInAsync(owner.UserId);
        Assert.NotNull(await UseAsync(house, token.Id));
        await SetExpiryAsync(house, token, false);

        house.Time.Advance(TimeSpan.FromDays(1000));
        Assert.NotNull(await UseAsync(house, token.Id));
        await SetExpiryAsync(house, token, true);
        house.Time.Advance(TimeSpan.FromDays(90) - Second);
        Assert.NotNull(await FindAsync(house, token.Id));
        house.Time.Advance(Second);
        Assert.Null(await FindAsync(house, token.Id));
    }

    [Theory, DatabaseData]
    public async Task ExpiredTokensAreRevokedByThePurge(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        var unused = await house.SignInAsync(owner.UserId);
        var used = await house.SignInAsync(owner.UserId);
        List<Revocation> heard = [];
        using var subscription = house.Services.GetRequiredService<TokenRevocations>().Subscribe(heard.AddRange);
        house.Time.Advance(TimeSpan.FromDays(89));
        await UseAsync(house, used.Id);
        house.Time.Advance(TimeSpan.FromDays(1));

        await house.RunAsync<RefreshTokenManager>(tokens => tokens.PurgeAsync());

        Assert.Equal(new Revocation(unused.Id, owner.UserId, RevocationReasons.Expired), Assert.Single(heard));
        Assert.NotNull(await FindAsync(house, used.Id));
    }

    [Theory, DatabaseData]
    public async Task SigningInAgainReplacesTheRowOfTheBrowser(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        string? last = null;
        for (var i = 0; i < 10; i++)
        {
            last = (await house.SignInAsync(owner.UserId, replaces: last)).Id;
        }

        Assert.Equal(last, Assert.Single(await house.RunAsync<RefreshTokenManager, IReadOnlyList<RefreshToken>>(tokens => tokens.ListAsync(owner.UserId))).Id);
    }

    [Theory, DatabaseData]
    public async Task LongestUnusedTokenGivesWayGivenTooMany(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider, options => options.Limits.RefreshTokensPerUser = 3);
        var owner = await house.ClaimAsync();
        List<string> ids = [];
        for (var i = 0; i < 5; i++)
        {
            house.Time.Advance(Second);
            ids.Add((await house.SignInAsync(owner.UserId)).Id);
        }

        var left = await house.RunAsync<RefreshTokenManager, IReadOnlyList<RefreshToken>>(tokens => tokens.ListAsync(owner.UserId));
        Assert.Equal(ids[2..].AsEnumerable().Reverse(), left.Select(token => token.Id));
    }

    [Theory, DatabaseData]
    public async Task DisablingAPersonEndsAllTheirTokensAndTheOwnerCannotBeDisabled(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        var berta = await house.AddPersonAsync("berta");
        var token = await house.SignInAsync(berta.Id);
        Assert.NotNull(await FindAsync(house, token.Id));
        var actor = TestHouse.Actor(owner.UserId);

        await house.RunAsync<UserAccounts>(access => access.DisableAsync(berta.Id, actor));

        Assert.Null(await FindAsync(house, token.Id));
        Assert.Equal(ErrorCodes.UserInactive, (await Assert.ThrowsAsync<HomeAuthException>(() => house.SignInAsync(berta.Id))).Code);
        Assert.Equal(ErrorCodes.CannotDisableOwner, (await Assert.ThrowsAsync<HomeAuthException>(
            () => house.RunAsync<UserAccounts>(access => access.DisableAsync(owner.UserId, actor)))).Code);
        await house.RunAsync<UserAccounts>(access => access.EnableAsync(berta.Id, actor));
        Assert.Null(await FindAsync(house, token.Id));
        Assert.NotNull(await house.SignInAsync(berta.Id));
    }

    [Theory, DatabaseData]
    public async Task NothingRevokedIsRememberedGivenLookupsDuringRevocation(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        for (var round = 0; round < 20; round++)
        {
            var token = await house.SignInAsync(owner.UserId);
            using var stop = new CancellationTokenSource();
            var lookups = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await FindAsync(house, token.Id);
                }
            })).ToList();

            await RevokeAsync(house, owner.UserId, token.Id);
            await stop.CancelAsync();
            await Task.WhenAll(lookups);

            Assert.Null(await FindAsync(house, token.Id));
        }
    }

    [Theory, DatabaseData(Only = DatabaseProvider.Postgres)]
    public async Task RevocationReachesTheOtherServersOfTheHouse(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await using var other = house.OpenSecondServer();
        var listener = other.Services.GetServices<IHostedService>().Single(service => service.GetType().Name == "PostgresListener");
        await listener.StartAsync(TestContext.Current.CancellationToken);
        var owner = await house.ClaimAsync();
        var token = await house.SignInAsync(owner.UserId);
        Assert.NotNull(await FindAsync(other, token.Id));
        var heard = new TaskCompletionSource<Revocation>();
        using var subscription = other.Services.GetRequiredService<TokenRevocations>().Subscribe(revocations => heard.TrySetResult(revocations[0]));

        await RevokeAsync(house, owner.UserId, token.Id);

        Assert.Equal(token.Id, (await heard.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).TokenId);
        Assert.Null(await FindAsync(other, token.Id));
        await listener.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory, DatabaseData]
    public async Task NamesAreKeptAndTakenBackAndChecked(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        var token = await house.SignInAsync(owner.UserId);

        await RenameAsync(" Tablet in the kitchen ");
        Assert.Equal("Tablet in the kitchen", await NameAsync());
        Assert.Equal(ErrorCodes.NameInvalid, (await Assert.ThrowsAsync<HomeAuthException>(() => RenameAsync("a\u202Eb"))).Code);
        Assert.Equal(ErrorCodes.NameTooLong, (await Assert.ThrowsAsync<HomeAuthException>(() => RenameAsync(new string('a', 101)))).Code);
        await RenameAsync(" ");
        Assert.Null(await NameAsync());

        Task<bool> RenameAsync(string name) => house.RunAsync<RefreshTokenManager, bool>(
            tokens => tokens.RenameAsync(owner.UserId, token.Id, name, TestHouse.Actor(owner.UserId)));

        Task<string?> NameAsync() => house.RunAsync<HomeAuthDb, string?>(db => db.RefreshTokens.Select(row => row.ClientName).SingleAsync());
    }

    private static ValueTask<ActiveToken?> FindAsync(TestHouse house, string tokenId) => house.Services.GetRequiredService<TokenDirectory>().FindAsync(tokenId);

    private static ValueTask<ActiveToken?> UseAsync(TestHouse house, string tokenId) =>
        house.Services.GetRequiredService<TokenDirectory>().UseAsync(tokenId, TestHouse.Stranger());

    private static Task<bool> RevokeAsync(TestHouse house, string userId, string tokenId) => house.RunAsync<RefreshTokenManager, bool>(
        tokens => tokens.RevokeAsync(userId, tokenId, RevocationReasons.Revoked, TestHouse.Actor(userId)));

    private static Task<bool> SetExpiryAsync(TestHouse house, RefreshToken token, bool expires) => house.RunAsync<RefreshTokenManager, bool>(
        tokens => tokens.SetExpiryAsync(token.UserId, token.Id, expires, TestHouse.Actor(token.UserId)));

    private static Task<RefreshToken> AddLongLivedAsync(TestHouse house, string userId) => house.RunAsync<HomeAuthDb, RefreshToken>(async db =>
    {
        var token = new RefreshToken { UserId = userId, TokenType = TokenType.LongLivedAccessToken, ClientName = "script", CreatedAt = house.Time.GetUtcNow() };
        db.RefreshTokens.Add(token);
        await db.SaveChangesAsync();
        return token;
    });
}
