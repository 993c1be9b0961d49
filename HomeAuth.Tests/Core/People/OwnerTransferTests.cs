using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.People;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.People;

public sealed class OwnerTransferTests
{
    [Theory, DatabaseData]
    public async Task NewOwnerIsOneAtOnceAndTheOldOneStaysAdministrator(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var ben = (await house.AddPersonAsync("ben")).Id;
        var directory = house.Services.GetRequiredService<TokenDirectory>();
        var (annaToken, benToken) = (await house.SignInAsync(anna), await house.SignInAsync(ben));
        Assert.Equal((true, false), ((await directory.FindAsync(annaToken.Id))!.IsOwner, (await directory.FindAsync(benToken.Id))!.IsOwner));

        Assert.True(await TransferAsync(house, ben, anna));

        Assert.Equal((false, true), ((await directory.FindAsync(annaToken.Id))!.IsOwner, (await directory.FindAsync(benToken.Id))!.IsOwner));
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            Assert.Equal(ben, (await db.Users.SingleAsync(user => user.IsOwner)).Id);
            Assert.Equal(new[] { anna, ben }.Order(), (await db.UserRoles.Where(row => row.RoleId == Group.AdminId).Select(row => row.UserId).ToListAsync()).Order());
            Assert.Equal(2, await db.SecurityEvents.CountAsync(entry => entry.Type == SecurityEventTypes.OwnerTransferred && entry.ActorId == anna && entry.Detail == ben));
        });
    }

    [Theory]
    [InlineData("stranger", ErrorCodes.UserNotFound)]
    [InlineData("disabled", ErrorCodes.UserInactive)]
    [InlineData("without password", ErrorCodes.NoPassword)]
    [InlineData("system", ErrorCodes.SystemGenerated)]
    public async Task WhoCouldNotSignInDoesNotBecomeOwner(string who, string code)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = (await house.ClaimAsync()).UserId;
        var ben = await house.AddPersonAsync("ben", isActive: who != "disabled");
        await house.RunAsync<HomeAuthDb>(db => db.Users.Where(user => user.Id == ben.Id).ExecuteUpdateAsync(set => set
            .SetProperty(user => user.PasswordHash, user => who == "without password" ? null : user.PasswordHash)
            .SetProperty(user => user.SystemGenerated, who == "system")));

        var error = await Assert.ThrowsAsync<HomeAuthException>(() => TransferAsync(house, who == "stranger" ? Identifier.New() : ben.Id, anna));

        Assert.Equal(code, error.Code);
        Assert.Equal(anna, await OwnerAsync(house));
    }

    [Fact]
    public async Task NobodyButTheOwnerWithAFreshProofGivesTheHouseAway()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = (await house.ClaimAsync()).UserId;
        var ben = (await house.AddPersonAsync("ben")).Id;
        var token = await house.SignInAsync(anna);
        house.Time.Advance(RecentProof.Lifetime);

        var notOwner = await Assert.ThrowsAsync<HomeAuthException>(() => TransferAsync(house, ben, ben));
        var stale = await Assert.ThrowsAsync<HomeAuthException>(() => TransferAsync(house, ben, anna, token.Id));

        Assert.Equal((ErrorCodes.OwnerProtected, ErrorCodes.ReauthRequired), (notOwner.Code, stale.Code));
        Assert.False(await TransferAsync(house, anna, anna));
        Assert.Equal(anna, await OwnerAsync(house));
    }

    [Theory, DatabaseData]
    public async Task OfTransfersAtOnceOneSucceeds(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var others = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            others.Add((await house.AddPersonAsync($"user{i}")).Id);
        }

        var winners = await Task.WhenAll(others.Select(other => Task.Run(async () =>
        {
            try
            {
                return await TransferAsync(house, other, anna) ? other : null;
            }
            catch (HomeAuthException error) when (error.Code == ErrorCodes.OwnerProtected)
            {
                return null;
            }
        })));

        Assert.Equal(Assert.Single(winners, winner => winner is not null), await OwnerAsync(house));
    }

    [Theory, DatabaseData]
    public async Task WhoIsDisabledMeanwhileIsNotLeftAsADisabledOwner(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var ben = (await house.AddPersonAsync("ben")).Id;
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            // What a change of the account has read before the transfer.
            var read = await db.Users.SingleAsync(user => user.Id == ben);
            await TransferAsync(house, ben, anna);
            read.IsActive = false;
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        });
    }

    private static Task<bool> TransferAsync(TestHouse house, string newOwnerId, string actorId, string? tokenId = null) =>
        house.RunAsync<OwnerTransfer, bool>(transfer => transfer.TransferAsync(newOwnerId, TestHouse.Actor(actorId, tokenId)));

    private static Task<string> OwnerAsync(TestHouse house) => house.RunAsync<HomeAuthDb, string>(db => db.Users.Where(user => user.IsOwner).Select(user => user.Id).SingleAsync());
}
