using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.People;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Tests.Core.People;

public sealed class OwnerOffersTests
{
    [Theory, DatabaseData]
    public async Task HouseChangesHandsWhenTheHeirAcceptsAndTheirLimitsEnd(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (anna, ben) = await PeopleAsync(house);
        await house.RunAsync<HomeAuthDb>(db => db.Users.Where(user => user.Id == ben.UserId).ExecuteUpdateAsync(set => set
            .SetProperty(user => user.LastDay, new DateOnly(2026, 12, 31))));

        await OfferAsync(house, anna, ben.UserId);
        Assert.Equal(anna.UserId, await OwnerAsync(house));
        await AcceptAsync(house, ben);

        Assert.Equal(ben.UserId, await OwnerAsync(house));
        Assert.Null(await FindAsync(house));
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            Assert.Null((await db.Users.SingleAsync(user => user.Id == ben.UserId)).LastDay);
            Assert.True(await db.UserRoles.AnyAsync(row => row.UserId == anna.UserId && row.RoleId == Group.AdminId));
            Assert.Equal(2, await db.SecurityEvents.CountAsync(entry => entry.Type == SecurityEventTypes.OwnerOffered));
        });
        Assert.Equal(ErrorCodes.NoOffer, await RefusedAsync(() => AcceptAsync(house, ben)));
    }

    [Theory, DatabaseData]
    public async Task BothProveAtThatMomentWhoTheyAre(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (anna, ben) = await PeopleAsync(house);
        await OfferAsync(house, anna, ben.UserId);
        house.Time.Advance(RecentProof.Lifetime);

        Assert.Equal(ErrorCodes.ReauthRequired, await RefusedAsync(() => AcceptAsync(house, ben)));
        Assert.Equal(ErrorCodes.ReauthRequired, await RefusedAsync(() => OfferAsync(house, anna, ben.UserId)));
        Assert.Equal(anna.UserId, await OwnerAsync(house));
        Assert.NotNull(await FindAsync(house));

        await AcceptAsync(house, await SignInAsync(house, ben.UserId));
        Assert.Equal(ben.UserId, await OwnerAsync(house));
    }

    [Theory, DatabaseData]
    public async Task OfferEndsAfterSevenDaysToTheSecond(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (anna, ben) = await PeopleAsync(house);
        await OfferAsync(house, anna, ben.UserId);

        house.Time.Advance(OwnerOffers.Lifetime - TimeSpan.FromSeconds(1));
        ben = await SignInAsync(house, ben.UserId);
        Assert.NotNull(await FindAsync(house));
        await house.RunAsync<OwnerOffers>(offers => offers.PurgeAsync());
        Assert.NotNull(await FindAsync(house));

        house.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await FindAsync(house));
        Assert.Equal(ErrorCodes.NoOffer, await RefusedAsync(() => AcceptAsync(house, ben)));
        Assert.False(await EndAsync(house, ben));
        await house.RunAsync<OwnerOffers>(offers => offers.PurgeAsync());
        Assert.Equal(0, await house.RunAsync<HomeAuthDb, int>(db => db.OwnerOffers.CountAsync()));
        Assert.Equal(anna.UserId, await OwnerAsync(house));
    }

    [Fact]
    public async Task HeirDeclinesAndOthersHaveNoSay()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var (anna, ben) = await PeopleAsync(house);
        var carl = await SignInAsync(house, (await house.AddPersonAsync("carl")).Id);
        await OfferAsync(house, anna, ben.UserId);

        Assert.False(await EndAsync(house, carl));
        Assert.Equal(ErrorCodes.NoOffer, await RefusedAsync(() => AcceptAsync(house, carl)));
        Assert.Equal(ErrorCodes.OwnerOnly, await RefusedAsync(() => OfferAsync(house, ben, ben.UserId)));
        Assert.True(await EndAsync(house, ben));
        Assert.Null(await FindAsync(house));
        Assert.Equal(ErrorCodes.NoOffer, await RefusedAsync(() => AcceptAsync(house, ben)));

        // A newer offer takes the place of the older.
        await OfferAsync(house, anna, ben.UserId);
        await OfferAsync(house, anna, carl.UserId);
        Assert.Equal(carl.UserId, (await FindAsync(house))!.HeirId);
        Assert.Equal(ErrorCodes.NoOffer, await RefusedAsync(() => AcceptAsync(house, ben)));
        Assert.Equal(anna.UserId, await OwnerAsync(house));
    }

    [Fact]
    public async Task WhoCannotOwnTheHouseIsNotOfferedIt()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var (anna, ben) = await PeopleAsync(house);
        var service = await house.RunAsync<ServiceAccounts, string>(services => services.CreateAsync("Backup", "Backs up", [], null, anna));
        var disabled = (await house.AddPersonAsync("dora", isActive: false)).Id;

        Assert.Equal(ErrorCodes.NotAPerson, await RefusedAsync(() => OfferAsync(house, anna, service)));
        Assert.Equal(ErrorCodes.UserInactive, await RefusedAsync(() => OfferAsync(house, anna, disabled)));
        Assert.Equal(ErrorCodes.UserNotFound, await RefusedAsync(() => OfferAsync(house, anna, "none")));
        Assert.Equal(ErrorCodes.OwnAccount, await RefusedAsync(() => OfferAsync(house, anna, anna.UserId)));
        Assert.Null(await FindAsync(house));

        // Disabled in between, there is nobody who could accept.
        await OfferAsync(house, anna, ben.UserId);
        await house.RunAsync<UserAccounts>(accounts => accounts.DisableAsync(ben.UserId, anna));
        await Assert.ThrowsAsync<HomeAuthException>(() => AcceptAsync(house, ben));
        Assert.Equal(anna.UserId, await OwnerAsync(house));
    }

    [Theory, DatabaseData]
    public async Task TakenBackWhileAcceptedItIsOneOfBoth(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (owner, heir) = await PeopleAsync(house);
        for (var round = 0; round < 20; round++)
        {
            await OfferAsync(house, owner, heir.UserId);
            var accepting = Task.Run(async () =>
            {
                try
                {
                    await AcceptAsync(house, heir);
                    return true;
                }
                catch (HomeAuthException error) when (error.Code == ErrorCodes.NoOffer)
                {
                    return false;
                }
            });
            var ending = Task.Run(() => EndAsync(house, owner));
            var (accepted, ended) = (await accepting, await ending);

            Assert.NotEqual(accepted, ended);
            Assert.Equal(accepted ? heir.UserId : owner.UserId, await OwnerAsync(house));
            Assert.Null(await FindAsync(house));
            (owner, heir) = accepted ? (heir, owner) : (owner, heir);
        }
    }

    private static async Task<(Actor Anna, Actor Ben)> PeopleAsync(TestHouse house)
    {
        var anna = (await house.ClaimAsync()).UserId;
        return (await SignInAsync(house, anna), await SignInAsync(house, (await house.AddPersonAsync("ben")).Id));
    }

    private static async Task<Actor> SignInAsync(TestHouse house, string userId) => TestHouse.Actor(userId, (await house.SignInAsync(userId)).Id);

    private static Task OfferAsync(TestHouse house, Actor owner, string heirId) => house.RunAsync<OwnerOffers>(offers => offers.OfferAsync(heirId, owner));

    private static Task AcceptAsync(TestHouse house, Actor heir) => house.RunAsync<OwnerOffers>(offers => offers.AcceptAsync(heir));

    private static Task<bool> EndAsync(TestHouse house, Actor actor) => house.RunAsync<OwnerOffers, bool>(offers => offers.EndAsync(actor));

    private static Task<OfferView?> FindAsync(TestHouse house) => house.RunAsync<OwnerOffers, OfferView?>(offers => offers.FindAsync());

    private static async Task<string> RefusedAsync(Func<Task> operation) => (await Assert.ThrowsAsync<HomeAuthException>(operation)).Code;

    // Single: a house has one owner at each moment.
    private static Task<string> OwnerAsync(TestHouse house) => house.RunAsync<HomeAuthDb, string>(db => db.Users.Where(user => user.IsOwner).Select(user => user.Id).SingleAsync());
}
