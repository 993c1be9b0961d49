using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Tests.Core.People;

/// <summary>A configuration with which nobody who may administer the house could ever sign in is refused at the start.</summary>
public sealed class WaysInTests
{
    private static readonly AuthProviderOptions Local = new() { Type = "homeassistant" };
    private static readonly AuthProviderOptions Command = new() { Type = "command_line", Command = "/bin/true" };

    [Theory, DatabaseData]
    public async Task OwnerNeedsAProviderOfTheirs(DatabaseProvider provider)
    {
        await using var house = await ClaimedAsync(provider);
        await AdmitsAsync(house, Command, Local);
        Assert.Contains("Anna Muster", await RefusesAsync(house, Command), StringComparison.Ordinal);
        Assert.Contains("{\"Type\": \"homeassistant\"}", await RefusesAsync(house, Command), StringComparison.Ordinal);

        await house.RunAsync<HomeAuthDb>(async db =>
        {
            var owner = await db.Users.SingleAsync();
            db.Credentials.Add(new Credential { UserId = owner.Id, AuthProviderType = "command_line", Subject = "anna", CreatedAt = house.Time.GetUtcNow() });
            await db.SaveChangesAsync();
        });
        await AdmitsAsync(house, Command);
        await RefusesAsync(house, new AuthProviderOptions { Type = "command_line", Command = "/bin/true", Id = "other" });
    }

    [Fact]
    public async Task WhoCannotAdministerDoesNotCount()
    {
        await using var house = await ClaimedAsync();
        await house.AddPersonAsync("ben");
        await house.RunAsync<HomeAuthDb>(db => db.Users.Where(user => user.IsOwner).ExecuteUpdateAsync(set => set.SetProperty(user => user.PasswordHash, (string?)null)));
        await RefusesAsync(house, Local);
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            var ben = await db.Users.SingleAsync(user => !user.IsOwner);
            db.UserRoles.Add(new() { UserId = ben.Id, RoleId = Group.AdminId });
            await db.SaveChangesAsync();
        });
        await AdmitsAsync(house, Local);
        await house.RunAsync<HomeAuthDb>(db => db.Users.Where(user => !user.IsOwner).ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, false)));
        await RefusesAsync(house, Local);
    }

    [Fact]
    public async Task TrustedNetworksAdmitWhomTheyOffer()
    {
        await using var house = await ClaimedAsync();
        var owner = await house.RunAsync<HomeAuthDb, string>(db => db.Users.Select(user => user.Id).SingleAsync());
        await AdmitsAsync(house, Trusted());
        await AdmitsAsync(house, Trusted(new TrustedUsersOptions { Network = "192.168.1.0/24", Users = [owner] }));
        // Addresses of the network that no range of users has: there everybody is offered.
        await AdmitsAsync(house, Trusted(new TrustedUsersOptions { Network = "192.168.1.7" }));
        await RefusesAsync(house, Trusted(new TrustedUsersOptions { Network = "192.168.0.0/16", Groups = [Group.ReadOnlyId] }));
        // An entry for the owner where nobody is trusted, behind one that comes first, or in two halves that leave nothing over.
        await RefusesAsync(house, Trusted(new TrustedUsersOptions { Network = "10.0.0.0/8", Users = [owner] }, new TrustedUsersOptions { Network = "192.168.1.0/24" }));
        await RefusesAsync(house, Trusted(new TrustedUsersOptions { Network = "0.0.0.0/0" }, new TrustedUsersOptions { Network = "192.168.1.0/24", Users = [owner] }));
        await RefusesAsync(house, Trusted(new TrustedUsersOptions { Network = "192.168.1.0/25" }, new TrustedUsersOptions { Network = "192.168.1.128/25" }));
        await AdmitsAsync(house, Trusted(new TrustedUsersOptions { Network = "192.168.1.0/25" }, new TrustedUsersOptions { Network = "192.168.1.128/26" }));
        house.Options.Http.TrustedProxies = ["192.168.0.0/16"];
        await RefusesAsync(house, Trusted());
    }

    [Fact]
    public async Task HouseWithoutAnOwnerNeedsTheLocalProvider()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await AdmitsAsync(house, Local);
        Assert.Contains("no owner yet", await RefusesAsync(house, Trusted()), StringComparison.Ordinal);
    }

    private static AuthProviderOptions Trusted(params TrustedUsersOptions[] users) => new() { Type = "trusted_networks", TrustedNetworks = ["192.168.1.0/24"], TrustedUsers = users };

    private static async Task<TestHouse> ClaimedAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var house = await TestHouse.OpenAsync(provider);
        await house.ClaimAsync();
        return house;
    }

    private static Task AdmitsAsync(TestHouse house, params AuthProviderOptions[] providers)
    {
        house.Options.AuthProviders = providers;
        return house.RunAsync<WaysIn>(ways => ways.RequireAsync());
    }

    private static async Task<string> RefusesAsync(TestHouse house, params AuthProviderOptions[] providers) =>
        (await Assert.ThrowsAsync<StartupException>(() => AdmitsAsync(house, providers))).Message;
}
