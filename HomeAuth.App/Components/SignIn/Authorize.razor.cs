using HomeAuth.App.Authentication;
using HomeAuth.App.Authentication.Passkeys;
using HomeAuth.App.Components.Shared;
using HomeAuth.App.Operations;
using HomeAuth.Core;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Flows;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Providers;
using Microsoft.AspNetCore.Components;

namespace HomeAuth.App.Components.SignIn;

/// <summary>
/// Sign-in, for HomeAuth's own pages (which get a cookie) and for clients (which get a code, at an address that is theirs).
/// What the form is answered with is decided only after the form stands: a page without it cannot be posted to.
/// </summary>
public sealed partial class Authorize
{
    // Whoever asks must not stall the sign-in. The look-up goes on, and its answer is waited for once there is a password to protect.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private ClientQuery? _query;
    private ClientId? _client;
    private RedirectVerdict? _verdict;
    private bool _leadsBack;
    private string? _answer;
    private string? _flowId;
    private bool _nowhere;
    private IReadOnlyList<AuthProvider> _offered = [];
    private AuthProvider? _provider;
    private IReadOnlyList<FlowField> _schema = [];
    private string? _error;
    private string? _code;
    private LoginFlowState? _state;
    private bool _unsent;

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "return")]
    private string? ReturnTo { get; set; }

    [SupplyParameterFromQuery(Name = "reason")]
    private string? Reason { get; set; }

    /// <summary>The way to sign in that was chosen, as <see cref="ProviderChoice"/> writes it; the first that is offered without.</summary>
    [SupplyParameterFromQuery(Name = "provider")]
    private string? Chosen { get; set; }

    /// <summary>Who somebody says they are, where that is enough.</summary>
    [SupplyParameterFromForm(FormName = "login", Name = "user")]
    private string? User { get; set; }

    [SupplyParameterFromForm(FormName = "login", Name = "flow_id")]
    private string? FlowId { get; set; }

    [SupplyParameterFromForm(FormName = "login", Name = "username")]
    private string? Username { get; set; }

    [SupplyParameterFromForm(FormName = "login", Name = "password")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "login", Name = "code")]
    private string? Code { get; set; }

    /// <summary>The password in place of one that somebody else chose.</summary>
    [SupplyParameterFromForm(FormName = "login", Name = "new_password")]
    private string? NewPassword { get; set; }

    [SupplyParameterFromForm(FormName = "login", Name = "confirm_password")]
    private string? ConfirmPassword { get; set; }

    /// <summary>The second factor that the person would rather use.</summary>
    [SupplyParameterFromForm(FormName = "login", Name = "choose")]
    private string? Choose { get; set; }

    /// <summary>Whether the person types a recovery code, or asks for the field to.</summary>
    [SupplyParameterFromForm(FormName = "login", Name = "recovery")]
    private bool IsRecovery { get; set; }

    [SupplyParameterFromForm(FormName = "login", Name = "challenge")]
    private string? Challenge { get; set; }

    /// <summary>The answer of a passkey, JSON of WebAuthn.</summary>
    [SupplyParameterFromForm(FormName = "login", Name = "credential")]
    private string? Credential { get; set; }

    /// <summary>Whether the person needs more time for the question.</summary>
    [SupplyParameterFromForm(FormName = "login", Name = "more_time")]
    private bool NeedsTime { get; set; }

    /// <summary>When the flow of the form began, in seconds.</summary>
    [SupplyParameterFromForm(FormName = "login", Name = "asked_at")]
    private uint AskedAt { get; set; }

    /// <summary>The client for which the form stood there.</summary>
    [SupplyParameterFromForm(FormName = "login", Name = "asked_by")]
    private string? AskedBy { get; set; }

    [SupplyParameterFromForm(FormName = "login", Name = "keep")]
    private bool Keep { get; set; }

    /// <summary>Whether the form that was sent may be answered with a redirect, by the policy of the page it stood on.</summary>
    [SupplyParameterFromForm(FormName = "login", Name = "redirect")]
    private bool MayRedirect { get; set; }

    // Of the same program, and so old that its flow has ended by itself. One that was answered is younger: whoever presses twice is not signed in twice.
    private bool IsOldQuestion => (AskedBy ?? "") == Asking && AskedAt > 0 && Time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddSeconds(AskedAt) >= House.Current.Lifetimes.LoginFlow;

    private DateTimeOffset BegunAt => Time.GetUtcNow() - House.Current.Lifetimes.LoginFlow + (_state?.Left ?? House.Current.Lifetimes.LoginFlow);

    private string Asking => _query is null ? "" : $"{_query.ClientId} {_query.RedirectUri}";

    private string Here => Context.Request.Path + Context.Request.QueryString;

    private bool IsSubmitted => HttpMethods.IsPost(Context.Request.Method);

    private string? Notice => Reason is { } reason && Text[$"login.reason.{reason}"] is var text && !text.StartsWith("login.reason.", StringComparison.Ordinal)
        ? text
        : null;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _query = ClientQuery.Of(Context.Request);
        if (_query is null && Context.ActiveToken() is not null)
        {
            Navigation.NavigateTo(SignInAddress.Local(ReturnTo));
        }
        else if (!IsSubmitted && (_query is null || MayGoOn(await VerdictSoonAsync(_query))))
        {
            await BeginAsync();
        }
    }

    private async Task SubmitAsync()
    {
        if (_query is null ? Context.ActiveToken() is not null
            : !MayGoOn(await RedirectUris.CheckAsync(_query.ClientId, _query.RedirectUri, Context.RequestAborted)))
        {
            return;
        }

        try
        {
            await AdvanceAsync();
        }
        catch (HomeAuthException error)
        {
            _error = AccessWords.Refusal(Text, error.Code, error.OpensAt, House.Current.TimeZone);
            await ResumeAsync(error.Code);
        }
    }

    private async Task AdvanceAsync()
    {
        // The first question may lie on the screen for hours, and what answers it needs nothing of the flow that has ended meanwhile.
        if ((!string.IsNullOrEmpty(Credential) || (Password is not null && IsOldQuestion)) && !Flows.IsUnderWay(FlowId))
        {
            await BeginAsync();
            FlowId = _flowId;
        }

        // The code goes to whom the person was shown, whatever the address says now.
        var state = Flows.Current(FlowId ?? "", Context.Origin());
        if (state.Request != _query?.Request)
        {
            _error = Text["client.changed"];
            await BeginAsync();
            return;
        }

        switch (await AnswerAsync(state))
        {
            case FormStep form:
                Show(form);
                break;
            case AbortStep abort:
                _error = Text[$"abort.{abort.Reason}"];
                await BeginAsync();
                break;
            case CreateEntryStep { Request: null } entry:
                await Session.SignInAsync(Context, entry.UserId, entry.CredentialId, Keep);
                Navigation.NavigateTo(SignInAddress.Local(ReturnTo));
                break;
            case CreateEntryStep entry:
                await Session.RememberDeviceAsync(Context, entry.UserId, entry.CredentialId);
                Answer(_query!.CodeAddress(await Codes.IssueAsync(entry, Context.RequestAborted), Keep && _client!.AppName is null));
                break;
        }
    }

    private async Task<FlowStep> AnswerAsync(LoginFlowState state)
    {
        var (flowId, origin) = (state.Step.FlowId, Context.Origin());
        if (!string.IsNullOrEmpty(Credential))
        {
            var assertion = await Passkeys.AssertAsync(Context, PasskeyPurpose.SignIn, Flows.ProvedUser(flowId, origin), Challenge ?? "", Credential);
            return await Flows.AdvanceByPasskeyAsync(flowId, assertion, origin, Context.RequestAborted);
        }

        if (NeedsTime)
        {
            Flows.Extend(flowId, origin);
            return Flows.Current(flowId, origin).Step;
        }

        if (state.Step.StepId == LoginFlowManager.PasswordStep)
        {
            // The page before, sent once more by the back button, asks the same again.
            return NewPassword is null ? state.Step : await Flows.AdvanceAsync(
                flowId, new Dictionary<string, string> { ["new_password"] = NewPassword, ["confirm_password"] = ConfirmPassword ?? "" }, origin, Context.RequestAborted);
        }

        if (state.Choices.Count == 0)
        {
            var input = new Dictionary<string, string> { ["username"] = Username ?? "", ["password"] = Password ?? "", ["user"] = User ?? "" };
            return await Flows.AdvanceAsync(flowId, input, origin, Context.RequestAborted);
        }

        // A password that was sent once more, by the back button, is no wrong code; nor is a field that was only asked for.
        return Choose is not null ? await Flows.ChooseAsync(flowId, Choose, origin, Context.RequestAborted)
            : string.IsNullOrWhiteSpace(Code) ? state.Step
            : await Flows.AnswerAsync(flowId, Code, origin, Context.RequestAborted);
    }

    // What goes wrong with a passkey ends nothing; anything else begins anew.
    private async Task ResumeAsync(string code)
    {
        if (code is ErrorCodes.InvalidPasskey or ErrorCodes.StaleChallenge)
        {
            _state = Flows.Current(FlowId ?? "", Context.Origin());
            _flowId = _state.Step.FlowId;
            return;
        }

        await BeginAsync();
    }

    /// <summary>The verdict, or null while the client does not say whether the redirect URI is its own.</summary>
    private async Task<RedirectVerdict?> VerdictSoonAsync(ClientQuery query)
    {
        try
        {
            return RedirectUris.CheckWithoutLookup(query.ClientId, query.RedirectUri)
                ?? await RedirectUris.CheckAsync(query.ClientId, query.RedirectUri, Context.RequestAborted).WaitAsync(Patience, Time);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private bool MayGoOn(RedirectVerdict? verdict)
    {
        _verdict = verdict;
        if (verdict is RedirectVerdict.Refused)
        {
            Context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return false;
        }

        _ = ClientId.TryParse(_query!.ClientId, out _client, out _);
        if (verdict is null)
        {
            return true;
        }

        _leadsBack = Context.AllowFormAnswerAt(_query.RedirectUri);
        if (_query.Fault is { } fault)
        {
            Answer(_query.ErrorAddress(fault.Error, fault.Description));
        }

        return _answer is null;
    }

    // The policy of the page that holds the form judges the redirect; a page that leads on by itself is not held against it.
    private void Answer(string address)
    {
        _answer = address;
        if (!IsSubmitted || MayRedirect)
        {
            Context.RedirectToClient(address);
        }
    }

    private void Show(FormStep form)
    {
        _flowId = form.FlowId;
        _state = Flows.Current(form.FlowId, Context.Origin());
        _offered = Providers.Offered(Context.Origin());
        (_provider, _schema) = (_state.Provider, form.Schema);
        _unsent = form.Error == ErrorCodes.NotifierFailed;
        _code = form.Error;
        _error = form.Error is null ? null : Text.Error(form.Error, form.RetryAfter);
        if (form.RetryAfter is { } wait)
        {
            Context.AnswerRetryAfter(wait);
        }
    }

    private async Task BeginAsync()
    {
        _offered = Providers.Offered(Context.Origin());
        _nowhere = _offered.Count == 0;
        _provider = _offered.FirstOrDefault(provider => ProviderChoice.Of(provider) == Chosen) ?? (_offered.Count > 0 ? _offered[0] : null);
        if (_provider is not null
            && await Flows.StartAsync(_provider.Type, _provider.Id, _query?.Request, Context.Origin(), cancellationToken: Context.RequestAborted) is FormStep first)
        {
            (_flowId, _schema) = (first.FlowId, first.Schema);
        }
    }

    // Nothing is asked of the one person here, but a client that nobody has looked at is not told who that is; nor is anybody signed in again who has just left.
    private bool GoesOnByItself => !IsSubmitted && Reason is null && (_query is null || _client?.AppName is not null) && _provider?.AnswerFor(_schema) is not null;

    private string AddressOf(AuthProvider provider) => ProviderChoice.Address(Context.Request, provider);
}
