using HomeAuth.Core;
using HomeAuth.Core.Alerts;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using static HomeAuth.Tests.Core.Alerts.AlertHouse;
using static HomeAuth.Tests.Infrastructure.FactorSteps;

namespace HomeAuth.Tests.Core.Alerts;

/// <summary>What happens when somebody says whether it was them, in the app and by the link of a message.</summary>
public sealed class AlertAnswersTests
{
    private const string NewPassword = "another seven otters";

    [Theory, DatabaseData]
    public async Task NotMeEndsTheDeviceWithAllThatItGotSinceAndNothingElse(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        var stranger = await house.SignInAsync(Away, Safari);
        var again = await house.SignInAsync(Away, Safari);
        var thief = new Actor(house.AnnaId, stranger.Id, Origin(Away, Safari), AsksAgain: false);
        var script = await house.Core.RunAsync<RefreshTokenIssuer, RefreshToken>(tokens => tokens.CreateLongLivedAsync("script", TimeSpan.FromDays(10), null, null, thief));
        var phone = await house.SignInAsync(Home, Safari);
        var alert = (await house.OpenAlertsAsync())[^1];

        var done = await house.DisownAsync(alert.Id);

        Assert.Equal(new AlertDisowned(3, null), done);
        foreach (var (token, isIn) in new[] { (stranger, false), (again, false), (script, false), (phone, true), (house.First, true) })
        {
            Assert.Equal(isIn, await house.IsSignedInAsync(token.Id));
        }

        Assert.Null(await house.DisownAsync(alert.Id));
        Assert.DoesNotContain(await house.OpenAlertsAsync(), open => open.Id == alert.Id);
        Assert.Equal("not_mine", await LastDetailAsync(house, SecurityEventTypes.AlertAnswered));
    }

    [Theory, DatabaseData]
    public async Task DeviceIsNotAskedAboutItself(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        var stranger = await house.SignInAsync(Away, Safari);
        var alert = Assert.Single(await house.OpenAlertsAsync());
        var thief = new Actor(house.AnnaId, stranger.Id, Origin(Away, Safari));

        Assert.Empty(await house.OpenAlertsAsync(thief));
        Assert.False(await house.Core.RunAsync<AlertAnswers, bool>(answers => answers.OwnAsync(alert.Id, thief)));
        Assert.Equal((0, 1), (await CountAsync(house, thief), await CountAsync(house, house.Anna)));
        Assert.True(await house.Core.RunAsync<AlertAnswers, bool>(answers => answers.OwnAsync(alert.Id, house.Anna)));
        Assert.True(await house.IsSignedInAsync(stranger.Id));
        Assert.Empty(await house.OpenAlertsAsync());
    }

    [Fact]
    public async Task NobodyAnswersForSomebodyElse()
    {
        await using var house = await AlertHouse.OpenAsync();
        var stranger = await house.SignInAsync(Away, Safari);
        var alert = Assert.Single(await house.OpenAlertsAsync());
        var ben = new Actor((await house.Core.AddPersonAsync("ben")).Id, null, Origin(Home, Chrome));

        Assert.Null(await house.DisownAsync(alert.Id, ben));
        Assert.False(await house.Core.RunAsync<AlertAnswers, bool>(answers => answers.OwnAsync(alert.Id, ben)));
        Assert.True(await house.IsSignedInAsync(stranger.Id));
    }

    [Fact]
    public async Task PasswordThatAnAdministratorSetEndsNoDeviceOfTheAdministrator()
    {
        await using var house = await AlertHouse.OpenAsync();
        var ben = await house.Core.AddPersonAsync("ben");
        await house.Core.RunAsync<LocalLogins>(logins => logins.SetPasswordAsync(ben.Id, NewPassword, house.Anna));
        var bens = await house.SignInAsync(Home, Chrome, userId: ben.Id);
        var actor = new Actor(ben.Id, bens.Id, Origin(Home, Chrome));
        var alert = Assert.Single(await house.OpenAlertsAsync(actor));
        Assert.Equal(AlertKinds.PasswordChanged, alert.Kind);

        Assert.Equal(0, (await house.DisownAsync(alert.Id, actor))!.Ended);
        Assert.True(await house.IsSignedInAsync(house.First.Id));
    }

    [Theory, DatabaseData]
    public async Task LinkEndsTheDeviceAndLetsChooseAPasswordOnceAndSignsNobodyIn(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        await house.Core.EnrolAppAsync(house.AnnaId);
        await house.ChooseAsync();
        var stranger = await house.SignInAsync(Away, Safari);
        await house.DeliverAsync();
        var secret = SecretOf(house, AlertKinds.NewDevice);

        Assert.Equal("Anna Muster", (await FindAsync(house, secret))!.Name);
        Assert.True(await house.IsSignedInAsync(stranger.Id));
        var done = await RunAsync(house, secret);
        Assert.Equal(1, done!.Ended);
        Assert.False(await house.IsSignedInAsync(stranger.Id));

        // Somebody who stops half-way begins again; the older way to the password is gone then.
        var again = await RunAsync(house, secret);
        await RefusedAsync(ErrorCodes.InvalidRecoveryLink, () => RedeemAsync(house, done.RecoverySecret!, NewPassword));
        // The password that the stranger knows is no new one.
        await RefusedAsync(ErrorCodes.PasswordUnchanged, () => RedeemAsync(house, again!.RecoverySecret!, TestHouse.Password));
        var tokens = await house.Core.RunAsync<HomeAuthDb, int>(db => db.RefreshTokens.CountAsync());
        await RedeemAsync(house, again!.RecoverySecret!, NewPassword);

        Assert.Equal((1, 0), (tokens, await house.Core.RunAsync<HomeAuthDb, int>(db => db.RefreshTokens.CountAsync())));
        Assert.Null(await FindAsync(house, secret));
        Assert.Null(await RunAsync(house, secret));
        Assert.Equal(1, await house.Core.RunAsync<HomeAuthDb, int>(db => db.MfaFactors.CountAsync()));
        var start = await house.Core.RunAsync<LoginFlowManager, FlowStep>(flows => flows.StartAsync("homeassistant", "", null, TestHouse.Stranger()));
        Assert.Equal("mfa", Assert.IsType<FormStep>(await house.Core.AnswerAsync(start.FlowId, null, ("username", "anna"), ("password", NewPassword))).StepId);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task LinkIsGoodForSevenDays(int secondsOver, bool isGood)
    {
        await using var house = await AlertHouse.OpenAsync();
        await house.ChooseAsync();
        await house.SignInAsync(Away, Safari);
        await house.DeliverAsync();
        house.Core.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1) + TimeSpan.FromSeconds(secondsOver));
        Assert.Equal(isGood, await FindAsync(house, SecretOf(house, AlertKinds.NewDevice)) is not null);
        await house.Core.RunAsync<AlertAnswers>(answers => answers.PurgeAsync());
        Assert.Equal(isGood ? 1 : 0, await house.Core.RunAsync<HomeAuthDb, int>(db => db.AlertLinks.CountAsync()));
    }

    [Theory, DatabaseData]
    public async Task LinkEndsWhenItWasMeAndIsKeptAsAHash(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        await house.ChooseAsync();
        await house.SignInAsync(Away, Safari);
        await house.DeliverAsync();
        var secret = SecretOf(house, AlertKinds.NewDevice);
        Assert.Equal(64, secret.Length);
        var stored = await house.Core.StoredAsync();
        Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
        Assert.DoesNotContain("anna@example.org", stored, StringComparison.Ordinal);

        var alert = (await house.OpenAlertsAsync()).First(alert => alert.Kind == AlertKinds.NewDevice);
        Assert.True(await house.Core.RunAsync<AlertAnswers, bool>(answers => answers.OwnAsync(alert.Id, house.Anna)));
        Assert.Null(await RunAsync(house, secret));
    }

    [Theory, DatabaseData]
    public async Task StrangerWhoKnowsThePasswordGainsNoMessagesByIt(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        await house.ChooseAsync();
        var stranger = await house.SignInAsync(Away, Safari);
        var thief = new Actor(house.AnnaId, stranger.Id, Origin(Away, Safari));
        await house.Core.RunAsync<AlertChoices>(choices => choices.SetTargetAsync(new AlertTarget(house.Letterbox.Name, "thief@example.org"), thief));
        await house.DeliverAsync();

        // The old address hears that messages go elsewhere, and that cannot be switched off.
        var told = house.Letterbox.Messages.Single(message => message.Text.StartsWith(AlertKinds.TargetChanged, StringComparison.Ordinal) && message.Target == "anna@example.org");
        Assert.NotNull(await RunAsync(house, told.Text.Split(' ')[1]));

        Assert.Equal("anna@example.org", (await house.Core.RunAsync<AlertChoices, AlertChoiceView>(choices => choices.FindAsync(house.AnnaId))).Target!.Address);
        Assert.False(await house.IsSignedInAsync(stranger.Id));
    }

    [Theory, DatabaseData]
    public async Task EachChangeOfPasswordAndFactorsIsToldOnce(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        var secret = await house.Core.EnrolAppAsync(house.AnnaId);
        var factor = Assert.Single(await house.Core.RunAsync<SecondFactors, IReadOnlyList<MfaFactor>>(factors => factors.ListAsync(house.AnnaId)));
        await house.Core.RunAsync<SecondFactors>(factors => factors.RemoveAsync(factor.Id, house.Anna));
        await house.Core.PrintCodesAsync(house.AnnaId);
        await house.Core.RunAsync<PasswordChange>(change => change.ChangeAsync(new(TestHouse.Password, NewPassword, false, false, false), house.Anna));
        Assert.Equal([AlertKinds.FactorsChanged, AlertKinds.FactorsChanged, AlertKinds.FactorsChanged, AlertKinds.PasswordChanged], await house.KindsAsync());

        // A try that failed is in the history alone.
        await RefusedAsync(ErrorCodes.InvalidCurrentPassword, () => house.Core.RunAsync<PasswordChange>(change => change.ChangeAsync(new(secret, TestHouse.Password, false, false, false), house.Anna)));
        Assert.Equal(4, (await house.KindsAsync()).Count);
    }

    internal static string SecretOf(AlertHouse house, string kind) =>
        house.Letterbox.Messages.Last(message => message.Text.StartsWith(kind, StringComparison.Ordinal)).Text.Split(' ')[1];

    private static Task<AlertLinkView?> FindAsync(AlertHouse house, string secret) => house.Core.RunAsync<AlertAnswers, AlertLinkView?>(answers => answers.FindAsync(secret));

    private static Task<AlertDisowned?> RunAsync(AlertHouse house, string secret) =>
        house.Core.RunAsync<AlertAnswers, AlertDisowned?>(answers => answers.DisownByLinkAsync(secret, TestHouse.Stranger()));

    private static Task RedeemAsync(AlertHouse house, string secret, string password) =>
        house.Core.RunAsync<RecoveryLinks>(links => links.RedeemAsync(secret, password, TestHouse.Stranger()));

    private static Task<int> CountAsync(AlertHouse house, Actor actor) => house.Core.RunAsync<AlertInbox, int>(inbox => inbox.CountUnseenAsync(actor));

    private static Task<string?> LastDetailAsync(AlertHouse house, string type) => house.Core.RunAsync<HomeAuthDb, string?>(
        db => db.SecurityEvents.Where(entry => entry.Type == type).OrderBy(entry => entry.Id).Select(entry => entry.Detail).LastAsync());
}
