using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using static HomeAuth.Tests.Infrastructure.FactorSteps;

namespace HomeAuth.Tests.Core.Recovery;

public sealed class RecoveryLinksTests
{
    private const string NewPassword = "eleven loud herons";

    [Theory, DatabaseData]
    public async Task LinkChoosesANewPasswordOnceAndEndsTheTokens(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (anna, berta) = await PeopleAsync(house);
        var token = await house.SignInAsync(berta);
        var link = await IssueAsync(house, berta, anna);
        Assert.Equal(new RecoveryLinkOwner("berta", "berta"), await FindAsync(house, link));

        await RedeemAsync(house, link);

        Assert.Null(await house.RunAsync<TokenDirectory, ActiveToken?>(directory => directory.FindAsync(token.Id).AsTask()));
        Assert.IsType<FormStep>(await SignInAsync(house, TestHouse.Password));
        Assert.IsType<CreateEntryStep>(await SignInAsync(house, NewPassword));
        Assert.Null(await FindAsync(house, link));
        await RefusedAsync(ErrorCodes.InvalidRecoveryLink, () => RedeemAsync(house, link));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LinkIsGoodForThirtyMinutes(bool late)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var (anna, berta) = await PeopleAsync(house);
        var link = await IssueAsync(house, berta, anna);

        house.Time.Advance(TimeSpan.FromMinutes(30) - (late ? TimeSpan.Zero : TimeSpan.FromSeconds(1)));

        Assert.Equal(late, await FindAsync(house, link) is null);
        if (late)
        {
            await RefusedAsync(ErrorCodes.InvalidRecoveryLink, () => RedeemAsync(house, link));
        }
        else
        {
            await RedeemAsync(house, link);
        }
    }

    [Theory, DatabaseData]
    public async Task NewerLinkTakesThePlaceOfTheOlder(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (anna, berta) = await PeopleAsync(house);
        var old = await IssueAsync(house, berta, anna);
        var fresh = await IssueAsync(house, berta, anna);

        await RefusedAsync(ErrorCodes.InvalidRecoveryLink, () => RedeemAsync(house, old));
        await RedeemAsync(house, fresh);
    }

    [Theory, DatabaseData]
    public async Task OneLinkIsLeftGivenSeveralMadeAtOnce(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (anna, berta) = await PeopleAsync(house);

        var links = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => IssueAsync(house, berta, anna))));

        var good = 0;
        foreach (var link in links)
        {
            good += await FindAsync(house, link) is null ? 0 : 1;
        }

        Assert.Equal(1, good);
    }

    [Theory, DatabaseData]
    public async Task OnePasswordIsChosenGivenSeveralAtOnce(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (anna, berta) = await PeopleAsync(house);
        var link = await IssueAsync(house, berta, anna);

        var answers = await AtOnceAsync(8, ErrorCodes.InvalidRecoveryLink, async () =>
        {
            await RedeemAsync(house, link);
            return link;
        });

        Assert.Single(answers, answer => answer is not null);
        Assert.Equal(1, await house.RunAsync<HomeAuthDb, int>(db => db.SecurityEvents.CountAsync(entry => entry.Type == "recovered")));
    }

    [Theory]
    [InlineData("short", ErrorCodes.PasswordTooShort)]
    [InlineData("password1", ErrorCodes.PasswordCommon)]
    [InlineData(null, ErrorCodes.PasswordRequired)]
    public async Task LinkStaysGoodGivenAWeakPassword(string? weak, string code)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var (anna, berta) = await PeopleAsync(house);
        var link = await IssueAsync(house, berta, anna);

        await RefusedAsync(code, () => RedeemAsync(house, link, weak));

        Assert.IsType<CreateEntryStep>(await SignInAsync(house, TestHouse.Password));
        await RedeemAsync(house, link);
    }

    [Theory, DatabaseData]
    public async Task OwnerIsHelpedByNobodyElseAndNobodyWithoutAFreshProof(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (anna, berta) = await PeopleAsync(house);

        await RefusedAsync(ErrorCodes.OwnerProtected, () => IssueAsync(house, anna, berta));
        await RefusedAsync(ErrorCodes.UserNotFound, () => IssueAsync(house, Identifier.New(), anna));
        var actor = TestHouse.Actor(anna, (await house.SignInAsync(anna)).Id);
        house.Time.Advance(RecentProof.Lifetime);
        await RefusedAsync(ErrorCodes.ReauthRequired, () => house.RunAsync<RecoveryLinks, string>(links => links.IssueAsync(berta, RecoveryRoutes.ResetLink, actor)));
        Assert.Equal(0, await house.RunAsync<HomeAuthDb, int>(db => db.RecoveryLinks.CountAsync()));
    }

    [Theory, DatabaseData]
    public async Task GuessesOfStrangersAreForgivenAndTheSecondFactorStays(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (anna, berta) = await PeopleAsync(house);
        await house.EnrolAppAsync(berta);
        for (var i = 0; i < 5; i++)
        {
            await SignInAsync(house, "not the password", "198.51.100.1");
        }

        Assert.Equal(ErrorCodes.TooManyAttempts, Assert.IsType<FormStep>(await SignInAsync(house, TestHouse.Password)).Error);
        await RedeemAsync(house, await IssueAsync(house, berta, anna));

        Assert.Equal(("mfa", null), Assert.IsType<FormStep>(await SignInAsync(house, NewPassword)) is var form ? (form.StepId, form.Error) : default);
        Assert.True(await house.RunAsync<HomeAuthDb, bool>(db => db.Users.Where(user => user.Id == berta).Select(user => user.SecondFactorDue).SingleAsync()));
    }

    [Theory, DatabaseData]
    public async Task RecoveryCodeGivesALinkAndIsUsedUp(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (_, berta) = await PeopleAsync(house);
        var codes = await house.PrintCodesAsync(berta);

        var link = (await ForCodeAsync(house, " BERTA ", codes[0])).Right;

        Assert.Equal("berta", (await FindAsync(house, link!))?.Username);
        Assert.Null((await ForCodeAsync(house, "berta", codes[0])).Right);
        await RedeemAsync(house, link!);
        Assert.IsType<CreateEntryStep>(await SignInAsync(house, NewPassword));
    }

    [Theory, DatabaseData]
    public async Task UnknownNameAndWrongCodeAreAnsweredAlikeAndWait(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var (_, berta) = await PeopleAsync(house);
        var codes = await house.PrintCodesAsync(berta);
        foreach (var (username, code) in new[] { ("berta", "ABCD-EFGH-JKMN"), ("nobody", codes[0]), ("\0", codes[0]), ("anna", codes[0]) })
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(new GuessOutcome<string>(null, null), await ForCodeAsync(house, username, code));
            }

            Assert.Equal(new GuessOutcome<string>(null, TimeSpan.FromSeconds(5)), await ForCodeAsync(house, username, code));
            house.Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(0, await house.RunAsync<HomeAuthDb, int>(db => db.RecoveryLinks.CountAsync()));
        Assert.NotNull((await ForCodeAsync(house, "berta", codes[0])).Right);
    }

    private static async Task<(string Anna, string Berta)> PeopleAsync(TestHouse house) => ((await house.ClaimAsync()).UserId, (await house.AddPersonAsync("berta")).Id);

    private static Task<string> IssueAsync(TestHouse house, string userId, string byId) =>
        house.RunAsync<RecoveryLinks, string>(links => links.IssueAsync(userId, RecoveryRoutes.ResetLink, TestHouse.Actor(byId)));

    private static Task<GuessOutcome<string>> ForCodeAsync(TestHouse house, string username, string code) =>
        house.RunAsync<RecoveryLinks, GuessOutcome<string>>(links => links.IssueForCodeAsync(username, code, TestHouse.Stranger()));

    private static Task<RecoveryLinkOwner?> FindAsync(TestHouse house, string link) => house.RunAsync<RecoveryLinks, RecoveryLinkOwner?>(links => links.FindAsync(link));

    private static Task RedeemAsync(TestHouse house, string link, string? password = NewPassword) =>
        house.RunAsync<RecoveryLinks>(links => links.RedeemAsync(link, password, TestHouse.Stranger()));

    private static async Task<FlowStep> SignInAsync(TestHouse house, string password, string address = "203.0.113.9")
    {
        var origin = TestHouse.Stranger(address);
        var start = await house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.StartAsync("homeassistant", "", null, origin));
        return await house.AnswerAsync(start.FlowId, origin, ("username", "berta"), ("password", password));
    }
}
