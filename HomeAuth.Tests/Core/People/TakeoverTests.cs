using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.People;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.Core.People;

/// <summary>Ways by which an administrator, or a limited token, could become more than it is.</summary>
public sealed class TakeoverTests
{
    [Theory]
    [InlineData("link")]
    [InlineData("factors")]
    [InlineData("password")]
    [InlineData("login")]
    public async Task AnOfferEndsWhenSomebodyElseChangesHowTheHeirSignsIn(string way)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var (ada, heir) = (await PeopleRulesTests.AddAsync(house, "ada", Group.AdminId), await PeopleRulesTests.AddAsync(house, "heidi", Group.UsersId));
        await house.RunAsync<OwnerOffers>(offers => offers.OfferAsync(heir.UserId, owner));
        await (way switch
        {
            "link" => house.RunAsync<RecoveryLinks>(links => links.IssueAsync(heir.UserId, RecoveryRoutes.ResetLink, ada)),
            "factors" => house.RunAsync<SecondFactors>(factors => factors.ResetAsync(heir.UserId, RecoveryRoutes.MfaReset, ada)),
            "password" => house.RunAsync<LocalLogins>(logins => logins.SetPasswordAsync(heir.UserId, "another long one", owner)),
            _ => house.RunAsync<LocalLogins>(logins => logins.RemoveAsync("heidi", ada)),
        });
        Assert.Null(await house.RunAsync<OwnerOffers, OfferView?>(offers => offers.FindAsync()));
    }

    [Fact]
    public async Task ALinkThatAnAdministratorMadeIsDeadOnceItsPersonOwnsTheHouse()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var (ada, heir) = (await PeopleRulesTests.AddAsync(house, "ada", Group.AdminId), await PeopleRulesTests.AddAsync(house, "heidi", Group.UsersId));
        var secret = await house.RunAsync<RecoveryLinks, string>(links => links.IssueAsync(heir.UserId, RecoveryRoutes.ResetLink, ada));
        Assert.True(await house.RunAsync<OwnerTransfer, bool>(transfer => transfer.TransferAsync(heir.UserId, owner)));
        Assert.Equal(ErrorCodes.InvalidRecoveryLink, await CodeAsync(() => house.RunAsync<RecoveryLinks>(
            links => links.RedeemAsync(secret, "another long one", TestHouse.Stranger()))));
        Assert.Equal([Group.AdminId], (await house.RunAsync<UserAccounts, UserAccount?>(accounts => accounts.FindAsync(heir.UserId)))!.GroupIds);
    }

    [Fact]
    public async Task WhoseFirstPasswordSomebodyElseKnowsCannotOwnTheHouse()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var kid = await house.RunAsync<NewPeople, string>(people => people.CreateAsync(new NewPerson("Kid", "kid", "given by somebody", [Group.UsersId], AccessLimits.None), owner));
        Assert.Equal(ErrorCodes.NoPassword, await CodeAsync(() => house.RunAsync<OwnerOffers>(offers => offers.OfferAsync(kid, owner))));
    }

    [Fact]
    public async Task ATokenThatMayManageMakesNoAdministrators()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var ownerId = (await house.ClaimAsync()).UserId;
        var uwe = (await PeopleRulesTests.AddAsync(house, "uwe", Group.UsersId)).UserId;
        var token = await house.RunAsync<RefreshTokenIssuer, RefreshToken>(issuer => issuer.CreateLongLivedAsync(
            "Script", TimeSpan.FromDays(1), null, ["read", "manage"], TestHouse.Actor(ownerId)));
        var actor = TestHouse.Actor(ownerId, token.Id) with { AsksAgain = false };
        string[] admin = [Group.AdminId];
        Func<Task>[] attempts =
        [
            () => house.RunAsync<UserAccounts, UserAccount>(accounts => accounts.CreateAsync("Eve", admin, false, actor)),
            () => PeopleRulesTests.ChangeAsync(house, uwe, new UserChange(GroupIds: admin), actor),
            () => house.RunAsync<NewPeople, string>(people => people.CreateAsync(new NewPerson("Eve", "eve", TestHouse.Password, admin, AccessLimits.None), actor)),
            () => house.RunAsync<Invitations>(invitations => invitations.CreateAsync(new InvitationRequest("Eve", admin, AccessLimits.None, TimeSpan.FromDays(1)), actor)),
            () => house.RunAsync<ServiceAccounts, string>(services => services.CreateAsync("Eve", "Evil", admin, null, actor)),
        ];
        foreach (var attempt in attempts)
        {
            Assert.Equal(ErrorCodes.InsufficientScope, await CodeAsync(attempt));
        }

        await house.RunAsync<UserAccounts, UserAccount>(accounts => accounts.CreateAsync("Ben", [Group.UsersId], false, actor));
    }

    [Fact]
    public async Task ThePersonOfTheOwnerIsTheOwnersAlone()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var ada = await PeopleRulesTests.AddAsync(house, "ada", Group.AdminId);
        var input = new PersonInput("Silly", null, "https://evil.example/x.png", []);
        Assert.Equal(ErrorCodes.OwnerProtected, await CodeAsync(() => house.RunAsync<PersonRegistry>(
            persons => persons.UpdateAsync("anna_muster", input, new HashSet<string> { "user_id", "picture" }, ada))));
        Assert.Equal(ErrorCodes.OwnerProtected, await CodeAsync(() => house.RunAsync<PersonRegistry>(persons => persons.RemoveAsync("anna_muster", ada))));
    }

    [Fact]
    public async Task OnlyTheOwnerMakesAServiceAnAdministrator()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var ownerId = (await house.ClaimAsync()).UserId;
        var ada = await PeopleRulesTests.AddAsync(house, "ada", Group.AdminId);
        Assert.Equal(ErrorCodes.OwnerOnly, await CodeAsync(() => house.RunAsync<ServiceAccounts, string>(
            services => services.CreateAsync("Backup", "Backups", [Group.AdminId], null, ada))));
        var service = await house.RunAsync<ServiceAccounts, string>(services => services.CreateAsync("Backup", "Backups", [Group.UsersId], null, ada));
        var change = new UserChange(GroupIds: [Group.AdminId]);
        Assert.Equal(ErrorCodes.OwnerOnly, await CodeAsync(() => PeopleRulesTests.ChangeAsync(house, service, change, ada)));
        await PeopleRulesTests.ChangeAsync(house, service, change, TestHouse.Actor(ownerId, (await house.SignInAsync(ownerId)).Id));
    }

    [Fact]
    public async Task NobodyLimitsTheTokenInUseNorGivesMoreToThatOfSomebodyElse()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var (ada, uwe) = (await PeopleRulesTests.AddAsync(house, "ada", Group.AdminId), await PeopleRulesTests.AddAsync(house, "uwe", Group.UsersId));
        Assert.Equal(ErrorCodes.TokenInUse, await CodeAsync(() => LimitAsync(ada.UserId, ada.TokenId!, ["read"])));
        Assert.Null(await CodeAsync(() => LimitAsync(uwe.UserId, uwe.TokenId!, ["read"])));
        Assert.Equal(ErrorCodes.InsufficientScope, await CodeAsync(() => LimitAsync(uwe.UserId, uwe.TokenId!, null)));

        Task LimitAsync(string userId, string tokenId, string[]? scopes) =>
            house.RunAsync<RefreshTokenManager, bool>(tokens => tokens.LimitAsync(userId, tokenId, scopes, ada));
    }

    [Fact]
    public async Task AnInvitationOutlivesAGroupAndNeedsADayToCome()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var group = await house.RunAsync<GroupRegistry, string>(groups => groups.CreateAsync("Guests", "{}", owner));
        var (_, secret) = await house.RunAsync<Invitations, (Invitation, string Secret)>(invitations => invitations.CreateAsync(
            new InvitationRequest("Ben", [Group.UsersId, group], AccessLimits.None, TimeSpan.FromDays(1)), owner));
        await house.RunAsync<GroupRegistry>(groups => groups.RemoveAsync(group, owner));
        var (userId, _) = await house.RunAsync<Invitations, (string UserId, string)>(invitations => invitations.AcceptAsync(
            secret, "Ben", "ben", new FirstProof.Password(TestHouse.Password), TestHouse.Stranger()));
        Assert.Equal([Group.UsersId], (await house.RunAsync<UserAccounts, UserAccount?>(accounts => accounts.FindAsync(userId)))!.GroupIds);

        // The clock stands at the first of March.
        foreach (var (day, code) in new[] { (new DateOnly(2026, 2, 28), ErrorCodes.DateInvalid), (new DateOnly(2026, 3, 1), null) })
        {
            var request = new InvitationRequest("Eve", [Group.UsersId], new AccessLimits(day, null, false), TimeSpan.FromDays(1));
            Assert.Equal(code, await CodeAsync(() => house.RunAsync<Invitations>(invitations => invitations.CreateAsync(request, owner))));
        }
    }

    private static async Task<string?> CodeAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
            return null;
        }
        catch (HomeAuthException error)
        {
            return error.Code;
        }
    }
}
