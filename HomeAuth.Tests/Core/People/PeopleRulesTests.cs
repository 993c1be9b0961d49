using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.People;

/// <summary>Who may do what to whom, asked at the moment of the act; and that the owner, and the last administrator, cannot be lost.</summary>
public sealed class PeopleRulesTests
{
    [Theory]
    [DatabaseData]
    public async Task OfTwoAdministratorsWhoDemoteEachOtherOneStaysEachTime(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await house.ClaimAsync();
        var (ada, bob) = (await AddAsync(house, "ada", Group.AdminId), await AddAsync(house, "bob", Group.AdminId));
        for (var round = 0; round < 50; round++)
        {
            var outcomes = await Task.WhenAll(DemoteAsync(house, ada, bob), DemoteAsync(house, bob, ada));
            Assert.Single(outcomes, code => code is null);
            Assert.Single(outcomes, ErrorCodes.AdminOnly);
            var admins = await house.RunAsync<HomeAuthDb, List<string>>(db => db.UserRoles.Where(row => row.RoleId == Group.AdminId).Select(row => row.UserId).ToListAsync());
            Assert.Equal(2, admins.Count);
            var loser = admins.Contains(ada.UserId) ? bob : ada;
            await house.RunAsync<UserAccounts>(accounts => accounts.UpdateAsync(loser.UserId, new UserChange(GroupIds: [Group.AdminId]), TestHouse.Actor(loser.UserId)));
        }
    }

    [Theory]
    [DatabaseData]
    public async Task OwnerCannotBeTouchedByAnAdministratorInAnyWay(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = (await house.ClaimAsync()).UserId;
        var device = await house.SignInAsync(owner);
        var ada = await AddAsync(house, "ada", Group.AdminId);
        Func<Task>[] attempts =
        [
            () => ChangeAsync(house, owner, new UserChange(Name: "Nobody"), ada),
            () => ChangeAsync(house, owner, new UserChange(IsActive: false), ada),
            () => ChangeAsync(house, owner, new UserChange(GroupIds: [Group.UsersId]), ada),
            () => ChangeAsync(house, owner, new UserChange(LocalOnly: true), ada),
            () => ChangeAsync(house, owner, new UserChange(LastDay: new(new DateOnly(2020, 1, 1))), ada),
            () => ChangeAsync(house, owner, new UserChange(Hours: new(WeeklyHours.Parse("mon 08:00-09:00"))), ada),
            () => house.RunAsync<UserAccounts>(accounts => accounts.RemoveAsync(owner, ada)),
            () => house.RunAsync<LocalLogins>(logins => logins.RemoveAsync("anna", ada)),
            () => house.RunAsync<LocalLogins>(logins => logins.RenameAsync(owner, "nobody", ada)),
            () => house.RunAsync<LocalLogins>(logins => logins.SetPasswordAsync(owner, "another long one", ada)),
            () => house.RunAsync<RecoveryLinks, string>(links => links.IssueAsync(owner, RecoveryRoutes.ResetLink, ada)),
            () => house.RunAsync<SecondFactors>(factors => factors.ResetAsync(owner, RecoveryRoutes.MfaReset, ada)),
            () => house.RunAsync<RefreshTokenManager, bool>(tokens => tokens.RevokeAsync(owner, device.Id, RevocationReasons.Revoked, ada)),
            () => house.RunAsync<RefreshTokenManager, bool>(tokens => tokens.LimitAsync(owner, device.Id, ["read"], ada)),
            () => house.RunAsync<RefreshTokenManager, int>(tokens => tokens.RevokeAllAsync(owner, [TokenType.Normal], null, RevocationReasons.Revoked, ada)),
            () => house.RunAsync<Pictures>(pictures => pictures.SetAsync(owner, null, PictureCrop.Middle, ada)),
            () => house.RunAsync<OwnerTransfer, bool>(transfer => transfer.TransferAsync(ada.UserId, ada)),
            () => house.RunAsync<OwnerOffers>(offers => offers.OfferAsync(ada.UserId, ada)),
        ];
        var before = await OwnerAsync(house);
        foreach (var attempt in attempts)
        {
            var refused = await Assert.ThrowsAsync<HomeAuthException>(attempt);
            Assert.Contains(refused.Code, new[] { ErrorCodes.OwnerProtected, ErrorCodes.OwnerOnly });
        }

        Assert.Equal(before, await OwnerAsync(house));
        Assert.NotNull(await house.Services.GetRequiredService<TokenDirectory>().FindAsync(device.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OwnerCannotLoseTheHouseByTheirOwnHandEither()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = (await house.ClaimAsync()).UserId;
        var actor = TestHouse.Actor(owner, (await house.SignInAsync(owner)).Id);
        Assert.Equal(ErrorCodes.CannotDisableOwner, await CodeAsync(() => ChangeAsync(house, owner, new UserChange(IsActive: false), actor)));
        Assert.Equal(ErrorCodes.OwnerProtected, await CodeAsync(() => ChangeAsync(house, owner, new UserChange(GroupIds: []), actor)));
        Assert.Equal(ErrorCodes.OwnerProtected, await CodeAsync(() => ChangeAsync(house, owner, new UserChange(LocalOnly: true), actor)));
        Assert.Equal(ErrorCodes.NoDeleteSelf, await CodeAsync(() => house.RunAsync<UserAccounts>(accounts => accounts.RemoveAsync(owner, actor))));
        Assert.Equal(ErrorCodes.OwnerProtected, await CodeAsync(() => house.RunAsync<LocalLogins>(logins => logins.RemoveAsync("anna", actor))));
    }

    [Fact]
    public async Task SavingChangesOnlyWhatWasTouched()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var ben = (await AddAsync(house, "ben", Group.UsersId)).UserId;
        var hours = WeeklyHours.Parse("mon 08:00-20:00; mon 21:00-22:00");
        await ChangeAsync(house, ben, new UserChange(LocalOnly: true, LastDay: new(new DateOnly(2030, 1, 31)), Hours: new(hours)), owner);

        await ChangeAsync(house, ben, new UserChange(Name: "Ben Neumann"), owner);
        var row = await RowAsync(house, ben);
        Assert.Equal((new AccessLimits(new DateOnly(2030, 1, 31), hours, true), true, Role.User), (row.Limits, row.IsActive, row.Standing.Role));

        await ChangeAsync(house, ben, new UserChange(LastDay: new(null)), owner);
        row = await RowAsync(house, ben);
        Assert.Equal((new AccessLimits(null, hours, true), "Ben Neumann"), (row.Limits, row.Name));
        // What is sent as it was is no change: nobody reads of one.
        var events = await EventsAsync(house);
        await ChangeAsync(house, ben, new UserChange("Ben Neumann", true, [Group.UsersId], true, new(null), new(hours)), owner);
        Assert.Equal(events, await EventsAsync(house));
    }

    [Fact]
    public async Task AnAdministratorChangesTheUsernameOfUsersAloneAndTheOwnerAnybodys()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = (await house.ClaimAsync()).UserId;
        var (ada, bob, uwe) = (await AddAsync(house, "ada", Group.AdminId), await AddAsync(house, "bob", Group.AdminId), await AddAsync(house, "uwe", Group.UsersId));
        await house.RunAsync<LocalLogins>(logins => logins.RenameAsync(uwe.UserId, "uwe2", ada));
        Assert.Equal(ErrorCodes.OwnerOnly, await CodeAsync(() => house.RunAsync<LocalLogins>(logins => logins.RenameAsync(bob.UserId, "bob2", ada))));
        Assert.Equal(ErrorCodes.AdminOnly, await CodeAsync(() => house.RunAsync<LocalLogins>(logins => logins.RenameAsync(bob.UserId, "bob2", uwe))));
        var byOwner = TestHouse.Actor(owner, (await house.SignInAsync(owner)).Id);
        await house.RunAsync<LocalLogins>(logins => logins.RenameAsync(bob.UserId, "bob2", byOwner));
        // With other changes: all of it or nothing.
        Assert.Equal(ErrorCodes.UsernameExists, await CodeAsync(() => ChangeAsync(house, uwe.UserId, new UserChange(Name: "Uwe", Username: "BOB2"), ada)));
        Assert.Equal("uwe", (await RowAsync(house, uwe.UserId)).Name);
        Assert.Equal(ErrorCodes.OwnerOnly, await CodeAsync(() => ChangeAsync(house, bob.UserId, new UserChange(Username: "bob3"), ada)));
        Assert.Equal(("uwe2", "bob2"), ((await RowAsync(house, uwe.UserId)).Username, (await RowAsync(house, bob.UserId)).Username));
    }

    [Fact]
    public async Task RightsAreAskedOfTheDatabaseAndNotOfWhatADoorRemembers()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var (ada, uwe) = (await AddAsync(house, "ada", Group.AdminId), await AddAsync(house, "uwe", Group.UsersId));
        await house.RunAsync<HomeAuthDb>(db => db.UserRoles.Where(row => row.UserId == ada.UserId).ExecuteDeleteAsync());
        Assert.Equal(ErrorCodes.AdminOnly, await CodeAsync(() => ChangeAsync(house, uwe.UserId, new UserChange(IsActive: false), ada)));
        // Nor may whoever was signed out meanwhile.
        await house.RunAsync<HomeAuthDb>(db => db.RefreshTokens.Where(token => token.UserId == ada.UserId).ExecuteDeleteAsync());
        Assert.Equal(ErrorCodes.UserInactive, await CodeAsync(() => ChangeAsync(house, uwe.UserId, new UserChange(IsActive: false), ada)));
    }

    [Theory]
    [InlineData("read")]
    [InlineData("read control")]
    [InlineData("read account")]
    public async Task ALimitedTokenGivesNoOtherMoreThanItHas(string scope)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = (await house.ClaimAsync()).UserId;
        var actor = TestHouse.Actor(owner, (await house.SignInAsync(owner)).Id);
        await house.RunAsync<RefreshTokenManager, bool>(tokens => tokens.LimitAsync(owner, actor.TokenId!, scope.Split(' '), TestHouse.Actor(owner)));
        Assert.Equal(ErrorCodes.InsufficientScope, await CodeAsync(() => house.RunAsync<RefreshTokenIssuer, RefreshToken>(
            issuer => issuer.CreateLongLivedAsync("All", TimeSpan.FromDays(1), null, null, actor))));
        Assert.Equal(ErrorCodes.InsufficientScope, await CodeAsync(() => house.RunAsync<RefreshTokenManager, bool>(
            tokens => tokens.LimitAsync(owner, actor.TokenId!, null, actor))));
        Assert.Equal(ErrorCodes.InsufficientScope, await CodeAsync(() => ChangeAsync(house, owner, new UserChange(Name: "Eve"), TestHouse.Actor(owner, actor.TokenId) with { AsksAgain = false }), allowed: scope.Contains("account", StringComparison.Ordinal)) ?? ErrorCodes.InsufficientScope);
        // Whoever can do nothing else can log out.
        Assert.True(await house.RunAsync<RefreshTokenManager, bool>(tokens => tokens.RevokeAsync(owner, actor.TokenId!, RevocationReasons.LoggedOut, actor)));
    }

    [Fact]
    public async Task AServiceHasTokensOfAdministratorsAndNoOtherWayIn()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = (await house.ClaimAsync()).UserId;
        var (ada, uwe) = (await AddAsync(house, "ada", Group.AdminId), await AddAsync(house, "uwe", Group.UsersId));
        Assert.Equal(ErrorCodes.PurposeInvalid, await CodeAsync(() => CreateServiceAsync(house, " ", ada)));
        Assert.Equal(ErrorCodes.AdminOnly, await CodeAsync(() => CreateServiceAsync(house, "Backups", uwe)));
        var service = await house.RunAsync<ServiceAccounts, string>(services => services.CreateAsync("Backup", "Backups", [Group.ReadOnlyId], null, ada));
        var token = await house.RunAsync<RefreshTokenIssuer, RefreshToken>(issuer => issuer.CreateForServiceAsync(service, "One", TimeSpan.FromDays(10), ["read"], ada));
        Assert.Equal((service, "read"), (token.UserId, token.Scope));
        Assert.Equal(ErrorCodes.UserInactive, await CodeAsync(() => house.SignInAsync(service)));
        Assert.Equal(ErrorCodes.SystemGenerated, await CodeAsync(() => house.RunAsync<LocalLogins>(logins => logins.AddAsync(service, "backup", TestHouse.Password, ada))));
        Assert.Equal(ErrorCodes.NotAPerson, await CodeAsync(() => house.RunAsync<OwnerOffers>(offers => offers.OfferAsync(service, TestHouse.Actor(owner)))));
        Assert.Equal(ErrorCodes.UserNotFound, await CodeAsync(() => house.RunAsync<RefreshTokenIssuer, RefreshToken>(
            issuer => issuer.CreateForServiceAsync(uwe.UserId, "Two", TimeSpan.FromDays(1), null, ada))));
        // Who answers for it goes; whoever removed them answers now.
        await house.RunAsync<UserAccounts>(accounts => accounts.RemoveAsync(ada.UserId, TestHouse.Actor(owner)));
        Assert.Equal(owner, (await RowAsync(house, service)).ResponsibleId);
    }

    [Fact]
    public async Task LastAdministratorWhoCanSignInStays()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = (await house.ClaimAsync()).UserId;
        var ada = await AddAsync(house, "ada", Group.AdminId);
        // An owner who cannot sign in, as an import may bring one.
        await house.RunAsync<HomeAuthDb>(db => db.Users.Where(user => user.Id == owner).ExecuteUpdateAsync(set => set.SetProperty(user => user.PasswordHash, (string?)null)));
        var actor = TestHouse.Actor(owner);
        foreach (var change in new UserChange[] { new(IsActive: false), new(GroupIds: [Group.UsersId]), new(LastDay: new(new DateOnly(2026, 2, 28))) })
        {
            Assert.Equal(ErrorCodes.LastAdmin, await CodeAsync(() => ChangeAsync(house, ada.UserId, change, actor)));
        }

        Assert.Equal(ErrorCodes.LastAdmin, await CodeAsync(() => house.RunAsync<UserAccounts>(accounts => accounts.RemoveAsync(ada.UserId, actor))));
        Assert.Equal((true, Role.Admin), ((await RowAsync(house, ada.UserId)).IsActive, (await RowAsync(house, ada.UserId)).Standing.Role));
    }

    internal static async Task<Actor> AddAsync(TestHouse house, string username, string groupId)
    {
        var user = await house.AddPersonAsync(username);
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            db.UserRoles.Add(new IdentityUserRole<string> { UserId = user.Id, RoleId = groupId });
            await db.SaveChangesAsync();
        });
        return TestHouse.Actor(user.Id, (await house.SignInAsync(user.Id)).Id);
    }

    internal static Task ChangeAsync(TestHouse house, string userId, UserChange change, Actor actor) =>
        house.RunAsync<UserAccounts>(accounts => accounts.UpdateAsync(userId, change, actor));

    private static Task<string> CreateServiceAsync(TestHouse house, string purpose, Actor actor) =>
        house.RunAsync<ServiceAccounts, string>(services => services.CreateAsync("Backup", purpose, [Group.ReadOnlyId], null, actor));

    private static async Task<string?> CodeAsync(Func<Task> attempt, bool allowed = false)
    {
        try
        {
            await attempt();
        }
        catch (HomeAuthException error)
        {
            Assert.False(allowed);
            return error.Code;
        }

        return null;
    }

    private static Task<string?> DemoteAsync(TestHouse house, Actor who, Actor whom) =>
        CodeAsync(() => ChangeAsync(house, whom.UserId, new UserChange(GroupIds: [Group.UsersId]), who));

    private static async Task<PersonRow> RowAsync(TestHouse house, string userId) =>
        (await house.RunAsync<PeopleDirectory, PersonRow?>(people => people.FindAsync(userId)))!;

    private static Task<int> EventsAsync(TestHouse house) => house.RunAsync<HomeAuthDb, int>(db => db.SecurityEvents.CountAsync());

    private static Task<string> OwnerAsync(TestHouse house) => house.RunAsync<HomeAuthDb, string>(async db =>
    {
        var owner = await db.Users.AsNoTracking().SingleAsync(user => user.IsOwner);
        return $"{owner.Id} {owner.Name} {owner.UserName} {owner.PasswordHash} {owner.IsActive} {owner.LocalOnly} {owner.LastDay} {owner.Hours} {await db.UserRoles.CountAsync(row => row.UserId == owner.Id)}";
    });
}
