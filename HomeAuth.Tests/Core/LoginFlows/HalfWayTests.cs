using HomeAuth.Core;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Grants;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Passkeys;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Recovery;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using static HomeAuth.Tests.Infrastructure.FactorSteps;

namespace HomeAuth.Tests.Core.LoginFlows;

/// <summary>What is on its way to a token when the password is changed or the account recovered does not arrive.</summary>
public sealed class HalfWayTests
{
    private static readonly AuthorizationRequest Client = new("http://localhost:5000/", "http://localhost:5000/callback");

    [Theory, DatabaseData]
    public Task ChangedPasswordEndsThem(DatabaseProvider provider) => EndsAsync(provider, "password");

    [Theory, DatabaseData]
    public Task RecoveryEndsThem(DatabaseProvider provider) => EndsAsync(provider, "link");

    private static async Task EndsAsync(DatabaseProvider provider, string end)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        var secret = await house.EnrolAppAsync(owner.UserId);
        await house.RunAsync<AuthorizationCodeStore, string>(codes => codes.IssueAsync(Client, owner.UserId, owner.CredentialId));
        var flow = (await house.SignInUpToFactorAsync()).FlowId;

        await EndAsync(house, owner.UserId, end);

        await RefusedAsync(ErrorCodes.InvalidFlow, () => house.AnswerAsync(flow, house.CodeOf(secret)));
        Assert.False(await house.RunAsync<HomeAuthDb, bool>(db => db.AuthorizationCodes.AnyAsync()));
    }

    [Fact]
    public async Task WrongCodesCountAgainstTheFactorThatTheyWereFor()
    {
        var letterbox = new Letterbox();
        await using var house = await SecondFactorTests.OpenWithBothAsync(DatabaseProvider.Sqlite, letterbox);
        var owner = await house.ClaimAsync();
        await house.EnrolAppAsync(owner.UserId);
        await house.EnrolAddressAsync(owner.UserId, letterbox, "anna@example.org");
        var flow = (await house.SignInUpToFactorAsync()).FlowId;
        await house.ChooseAsync(flow, "totp");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(ErrorCodes.InvalidCode, Assert.IsType<FormStep>(await house.AnswerAsync(flow, WrongCode)).Error);
        }

        await house.ChooseAsync(flow, "notify");
        Assert.IsType<CreateEntryStep>(await house.AnswerAsync(flow, letterbox.LastCode));
    }

    [Fact]
    public async Task WhoNeverHadAFactorOwesNoneAfterAReset()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var ben = await house.AddPersonAsync("ben");
        await EndAsync(house, ben.Id, "reset");
        Assert.False(await IsDueAsync(house, ben.Id));

        await house.EnrolAppAsync(ben.Id);
        await EndAsync(house, ben.Id, "reset");
        Assert.True(await IsDueAsync(house, ben.Id));
    }

    [Fact]
    public async Task PasskeyIsNotAskedForOnceTheLastIsGone()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = await house.ClaimAsync();
        var actor = TestHouse.Actor(owner.UserId);
        var info = new UserPasskeyInfo([1, 2, 3], [4], house.Time.GetUtcNow(), 0, null, true, true, true, [5], [6]);
        var id = await house.RunAsync<PasskeyRegistry, string>(passkeys => passkeys.AddAsync(info, null, actor));
        await house.RunAsync<PasskeyRegistry>(passkeys => passkeys.UseAsSecondFactorAsync(true, actor));
        Assert.IsType<FormStep>(await house.SignInUpToFactorAsync());

        Assert.True(await house.RunAsync<PasskeyRegistry, bool>(passkeys => passkeys.RemoveAsync(id, actor)));
        Assert.IsType<CreateEntryStep>(await house.SignInUpToFactorAsync());
        await house.RunAsync<PasskeyRegistry, string>(passkeys => passkeys.AddAsync(info, null, actor));
        Assert.IsType<CreateEntryStep>(await house.SignInUpToFactorAsync());
    }

    private static async Task EndAsync(TestHouse house, string userId, string end)
    {
        const string newPassword = "another seven otters";
        var actor = TestHouse.Actor(userId);
        switch (end)
        {
            case "password":
                var change = new PasswordChangeRequest(TestHouse.Password, newPassword, false, false, false);
                Assert.Null(await house.RunAsync<PasswordChange, TimeSpan?>(changes => changes.ChangeAsync(change, actor)));
                break;
            case "link":
                var secret = await house.RunAsync<RecoveryLinks, string>(links => links.IssueAsync(userId, RecoveryRoutes.Console, actor));
                await house.RunAsync<RecoveryLinks>(links => links.RedeemAsync(secret, newPassword, TestHouse.Stranger()));
                break;
            default:
                await house.RunAsync<SecondFactors>(factors => factors.ResetAsync(userId, RecoveryRoutes.Console, actor));
                break;
        }
    }

    private static Task<bool> IsDueAsync(TestHouse house, string userId) =>
        house.RunAsync<HomeAuthDb, bool>(db => db.Users.Where(user => user.Id == userId).Select(user => user.SecondFactorDue).SingleAsync());
}
