using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Mfa;
using HomeAuth.Tests.Core.LoginFlows;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using static HomeAuth.Tests.Infrastructure.FactorSteps;

namespace HomeAuth.Tests.Core.Mfa;

public sealed class NotifyMfaModuleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Letterbox _letterbox = new();

    [Theory, DatabaseData, Trait("HA", "138"), Trait("HA", "140")]
    public async Task CodeIsSentOnceOnEnteringTheStep(DatabaseProvider provider)
    {
        await using var house = await OpenAsync(provider);

        var form = Assert.IsType<FormStep>(await house.SignInUpToFactorAsync());

        Assert.Equal(("mfa", null, 2, "anna@example.org"), (form.StepId, form.Error, _letterbox.Messages.Count, _letterbox.Messages[^1].Target));
        await house.AnswerAsync(form.FlowId, WrongCode);
        Assert.Equal(2, _letterbox.Messages.Count);
        Assert.NotEqual(_letterbox.Messages[0].Text, _letterbox.LastCode);
        Assert.IsType<CreateEntryStep>(await house.AnswerAsync(form.FlowId, _letterbox.LastCode));
    }

    [Fact, Trait("HA", "139")]
    public async Task ThirdWrongCodeEndsTheFlowAndANewOneSendsAgain()
    {
        await using var house = await OpenAsync(DatabaseProvider.Sqlite);
        var flow = (await house.SignInUpToFactorAsync()).FlowId;
        var first = _letterbox.LastCode;
        Assert.IsType<FormStep>(await house.AnswerAsync(flow, WrongCode));
        Assert.IsType<FormStep>(await house.AnswerAsync(flow, WrongCode));
        Assert.Equal(AbortReasons.TooManyRetry, Assert.IsType<AbortStep>(await house.AnswerAsync(flow, WrongCode)).Reason);

        var next = (await house.SignInUpToFactorAsync()).FlowId;

        Assert.Equal(3, _letterbox.Messages.Count);
        Assert.Equal(ErrorCodes.InvalidCode, Assert.IsType<FormStep>(await house.AnswerAsync(next, first)).Error);
        Assert.IsType<CreateEntryStep>(await house.AnswerAsync(next, _letterbox.LastCode));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CodeIsGoodForTenMinutesAndOnce(bool late)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var codes = new NotifyCodes(time);
        var code = codes.Issue("anna")!;
        Assert.False(codes.Use("berta", code));

        time.Advance(TimeSpan.FromMinutes(10) - (late ? TimeSpan.Zero : Second));

        Assert.Equal(!late, codes.Use("anna", $"{code[..3]} {code[3..]}"));
        Assert.False(codes.Use("anna", code));
    }

    [Fact]
    public void ThreeMessagesAreSentInTenMinutes()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var codes = new NotifyCodes(time);
        var code = codes.Issue("anna");
        Assert.Equal([code, code, null], new[] { codes.Issue("anna"), codes.Issue("anna"), codes.Issue("anna") });
        Assert.NotNull(codes.Issue("berta"));
        codes.Forget("anna");
        Assert.Null(codes.Issue("anna"));

        time.Advance(TimeSpan.FromMinutes(10) - Second);
        Assert.Null(codes.Issue("anna"));
        time.Advance(Second);
        Assert.NotNull(codes.Issue("anna"));
    }

    [Fact]
    public async Task ChoosingAgainSendsTheSameCodeUpToTheLimit()
    {
        await using var house = await OpenAsync(DatabaseProvider.Sqlite);
        var flow = (await house.SignInUpToFactorAsync()).FlowId;
        await house.ChooseAsync(flow, "notify");
        await house.ChooseAsync(flow, "notify");
        Assert.Equal(ErrorCodes.TooManyMessages, Assert.IsType<FormStep>(await house.ChooseAsync(flow, "notify")).Error);

        Assert.Equal(4, _letterbox.Messages.Count);
        Assert.Single(_letterbox.Messages.Skip(1).Select(message => message.Text).Distinct());
        Assert.IsType<CreateEntryStep>(await house.AnswerAsync(flow, _letterbox.LastCode));
    }

    [Theory, DatabaseData, Trait("HA", "144")]
    public async Task PersonWhoseServiceIsDownComesInByRecoveryCodeAlone(DatabaseProvider provider)
    {
        await using var house = await OpenAsync(provider);
        var anna = await house.RunAsync<HomeAuthDb, string>(db => db.Users.Select(user => user.Id).SingleAsync());
        var codes = await house.PrintCodesAsync(anna);
        var sent = _letterbox.LastCode;
        _letterbox.IsBroken = true;

        var form = Assert.IsType<FormStep>(await house.SignInUpToFactorAsync());

        Assert.Equal(("mfa", ErrorCodes.NotifierFailed), (form.StepId, form.Error));
        foreach (var guess in new[] { "", sent, WrongCode[..1] })
        {
            Assert.IsNotType<CreateEntryStep>(await house.AnswerAsync(form.FlowId, guess));
            form = Assert.IsType<FormStep>(await house.SignInUpToFactorAsync());
        }

        Assert.IsType<CreateEntryStep>(await house.AnswerAsync(form.FlowId, codes[0]));
    }

    [Theory, DatabaseData, Trait("HA", "141")]
    public async Task SetUpListsServicesSendsACodeAndSendsItAgainAfterAWrongOne(DatabaseProvider provider)
    {
        await using var house = await OpenAsync(provider, enrol: false);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var init = Assert.IsType<FormStep>(await house.BeginSetupAsync(actor, "notify"));
        Assert.Equal(["notify_service", "target"], init.Schema.Select(field => field.Name));
        Assert.Equal("letterbox", Assert.Single(init.Schema[0].Options!).Value);

        Assert.Equal(ErrorCodes.InvalidTarget, Assert.IsType<FormStep>(await house.AdvanceSetupAsync(init.FlowId, actor, ("notify_service", "pigeon"))).Error);
        Assert.Equal(ErrorCodes.InvalidTarget, Assert.IsType<FormStep>(await house.AdvanceSetupAsync(init.FlowId, actor, ("notify_service", "letterbox"))).Error);
        var setup = Assert.IsType<FormStep>(await house.AdvanceSetupAsync(init.FlowId, actor, ("notify_service", "letterbox"), ("target", " anna@example.org ")));
        Assert.Equal(("setup", "letterbox", "anna@example.org"), (setup.StepId, setup.Placeholders!["notify_service"], setup.Placeholders["target"]));
        var wrong = Assert.IsType<FormStep>(await house.AdvanceSetupAsync(init.FlowId, actor, ("code", WrongCode)));
        Assert.Equal(("setup", ErrorCodes.InvalidCode), (wrong.StepId, wrong.Error));
        Assert.Equal(2, _letterbox.Messages.Count);
        Assert.Single(_letterbox.Messages.Distinct());
        Assert.Empty((await house.RunAsync<SecondFactors, IReadOnlyList<MfaFactor>>(factors => factors.ListAsync(actor.UserId))));

        Assert.Empty(Assert.IsType<MfaSetupDoneStep>(await house.AdvanceSetupAsync(init.FlowId, actor, ("code", _letterbox.LastCode))).Result);
        Assert.Equal("anna@example.org", Assert.Single(await house.RunAsync<SecondFactors, IReadOnlyList<MfaFactor>>(factors => factors.ListAsync(actor.UserId))).Name);
    }

    [Fact]
    public async Task CodeProvesTheAddressThatItWentToAlone()
    {
        await using var house = await OpenAsync(DatabaseProvider.Sqlite, enrol: false);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var flow = (await house.BeginSetupAsync(actor, "notify")).FlowId;
        await house.AdvanceSetupAsync(flow, actor, ("notify_service", "letterbox"), ("target", "anna@example.org"));
        var code = _letterbox.LastCode;

        await house.AdvanceSetupAsync(flow, actor, ("notify_service", "letterbox"), ("target", "anna@exmaple.org"));

        Assert.Equal(ErrorCodes.InvalidCode, Assert.IsType<FormStep>(await house.AdvanceSetupAsync(flow, actor, ("code", code))).Error);
    }

    [Fact]
    public async Task CodeProvesTheAddressOfItsOwnSetUpAlone()
    {
        await using var house = await OpenAsync(DatabaseProvider.Sqlite, enrol: false);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var mine = (await house.BeginSetupAsync(actor, "notify")).FlowId;
        var slip = (await house.BeginSetupAsync(actor, "notify")).FlowId;
        await house.AdvanceSetupAsync(slip, actor, ("notify_service", "letterbox"), ("target", "anna@exmaple.org"));
        await house.AdvanceSetupAsync(mine, actor, ("notify_service", "letterbox"), ("target", "anna@example.org"));
        var code = _letterbox.LastCode;

        Assert.Equal(ErrorCodes.InvalidCode, Assert.IsType<FormStep>(await house.AdvanceSetupAsync(slip, actor, ("code", code))).Error);
        Assert.IsType<MfaSetupDoneStep>(await house.AdvanceSetupAsync(mine, actor, ("code", code)));
        Assert.Equal(3, _letterbox.Messages.Count);
        var next = (await house.BeginSetupAsync(actor, "notify")).FlowId;
        Assert.Equal(
            ErrorCodes.TooManyMessages,
            Assert.IsType<FormStep>(await house.AdvanceSetupAsync(next, actor, ("notify_service", "letterbox"), ("target", "anna@example.org"))).Error);
    }

    [Fact]
    public async Task MessagesThatWereNotSentAreNotCounted()
    {
        await using var house = await OpenAsync(DatabaseProvider.Sqlite);
        _letterbox.IsBroken = true;
        for (var i = 0; i < NotifyCodes.MostMessages + 1; i++)
        {
            Assert.Equal(ErrorCodes.NotifierFailed, Assert.IsType<FormStep>(await house.SignInUpToFactorAsync()).Error);
        }

        _letterbox.IsBroken = false;
        var form = Assert.IsType<FormStep>(await house.SignInUpToFactorAsync());
        Assert.Null(form.Error);
        Assert.IsType<CreateEntryStep>(await house.AnswerAsync(form.FlowId, _letterbox.LastCode));
    }

    [Fact]
    public async Task RightCodeIsNotUsedUpByANameThatBreaksARule()
    {
        await using var house = await OpenAsync(DatabaseProvider.Sqlite, enrol: false);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var flow = (await house.BeginSetupAsync(actor, "notify")).FlowId;
        await house.AdvanceSetupAsync(flow, actor, ("notify_service", "letterbox"), ("target", "anna@example.org"));

        await RefusedAsync(ErrorCodes.NameInvalid, () => house.AdvanceSetupAsync(flow, actor, ("code", _letterbox.LastCode), ("name", "a\nb")));
        Assert.IsType<MfaSetupDoneStep>(await house.AdvanceSetupAsync(flow, actor, ("code", _letterbox.LastCode), ("name", "b")));
    }

    [Fact]
    public async Task ThreeWrongCodesEndASetUp()
    {
        await using var house = await OpenAsync(DatabaseProvider.Sqlite, enrol: false);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var flow = (await house.BeginSetupAsync(actor, "notify")).FlowId;
        await house.AdvanceSetupAsync(flow, actor, ("notify_service", "letterbox"), ("target", "anna@example.org"));

        await house.AdvanceSetupAsync(flow, actor, ("code", WrongCode));
        await house.AdvanceSetupAsync(flow, actor, ("code", WrongCode));
        Assert.Equal(AbortReasons.TooManyRetry, Assert.IsType<AbortStep>(await house.AdvanceSetupAsync(flow, actor, ("code", WrongCode))).Reason);
        await RefusedAsync(ErrorCodes.InvalidFlow, () => house.AdvanceSetupAsync(flow, actor, ("code", _letterbox.LastCode)));
    }

    [Fact, Trait("HA", "143")]
    public async Task SetUpEndsGivenNoService()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, options => options.MfaModules = [new() { Type = "notify" }]);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);

        Assert.Equal(AbortReasons.NoAvailableService, Assert.IsType<AbortStep>(await house.BeginSetupAsync(actor, "notify")).Reason);
    }

    private async Task<TestHouse> OpenAsync(DatabaseProvider provider, bool enrol = true)
    {
        var house = await SecondFactorTests.OpenWithBothAsync(provider, _letterbox);
        if (enrol)
        {
            await house.EnrolAddressAsync((await house.ClaimAsync()).UserId, _letterbox, "anna@example.org");
        }

        return house;
    }
}
