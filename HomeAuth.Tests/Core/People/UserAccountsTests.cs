using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.People;

// On SQLite one writes at a time, so there is nothing in between.
public sealed class UserAccountsTests
{
    [Theory]
    [DatabaseData(Only = DatabaseProvider.Postgres)]
    public async Task TokenOfASignInUnderWayIsGoneGivenItsUserIsDisabledMeanwhile(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var ben = (await house.AddPersonAsync("ben")).Id;

        var token = await SignInMeanwhileAsync(house, ben, () => house.RunAsync<UserAccounts>(accounts => accounts.DisableAsync(ben, actor)));

        await house.RunAsync<UserAccounts>(accounts => accounts.EnableAsync(ben, actor));
        Assert.Equal(0, await house.RunAsync<HomeAuthDb, int>(db => db.RefreshTokens.CountAsync(row => row.UserId == ben)));
        Assert.Null(await house.Services.GetRequiredService<TokenDirectory>().FindAsync(token, TestContext.Current.CancellationToken));
    }

    [Theory]
    [DatabaseData(Only = DatabaseProvider.Postgres)]
    public async Task EverybodyHearsOfTheTokenOfASignInUnderWayGivenItsUserIsRemovedMeanwhile(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var ben = (await house.AddPersonAsync("ben")).Id;
        List<Revocation> heard = [];
        using var subscription = house.Services.GetRequiredService<TokenRevocations>().Subscribe(heard.AddRange);

        var token = await SignInMeanwhileAsync(house, ben, () => house.RunAsync<UserAccounts>(accounts => accounts.RemoveAsync(ben, actor)));

        Assert.Equal([new Revocation(token, ben, RevocationReasons.UserRemoved)], heard);
    }

    // As RefreshTokenIssuer does it, but slowly enough for somebody else to act between its steps.
    private static async Task<string> SignInMeanwhileAsync(TestHouse house, string userId, Func<Task> act)
    {
        var token = new RefreshToken { UserId = userId, TokenType = TokenType.Normal, CreatedAt = house.Time.GetUtcNow() };
        Task acting = Task.CompletedTask;
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            Assert.Equal(1, await db.Users.Where(user => user.Id == userId && user.IsActive)
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, user => user.IsActive)));
            acting = act();
            while (!acting.IsCompleted && !await SomebodyWaitsAsync(house))
            {
                await Task.Delay(1);
            }

            db.RefreshTokens.Add(token);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        });
        await acting;
        return token.Id;
    }

    private static Task<bool> SomebodyWaitsAsync(TestHouse house) => house.RunAsync<HomeAuthDb, bool>(db => db.Database.SqlQueryRaw<bool>(
        "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') AS \"Value\"").SingleAsync());
}
