using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HomeAuth.Core.Notifications;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Base32Encoding = OtpNet.Base32Encoding;

namespace HomeAuth.Tests.App.Api;

/// <summary>Home Assistant's own assertions about second factors; the trait is the line of the checklist.</summary>
public sealed class MfaContractTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Letterbox _letterbox = new();
    private HouseServer _server = default!;
    private HttpClient _client = default!;
    private string _ownerId = "";

    public async ValueTask InitializeAsync()
    {
        Dictionary<string, string> settings = new() { ["HomeAuth:MfaModules:0:Type"] = "totp", ["HomeAuth:MfaModules:1:Type"] = "notify" };
        _server = await HouseServer.ClaimedAsync(_time, settings, services => services.AddSingleton<Notifier>(_letterbox));
        _client = _server.Client();
        _ownerId = await _server.OwnerIdAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact, Trait("HA", "67")]
    public async Task UnknownModulesAndFlowsAreNamed()
    {
        await using var socket = await OwnerAsync();
        var missing = await socket.FailAsync("auth/setup_mfa");
        Assert.Equal(("no_module", "MFA module None is not found"), (missing.GetProperty("code").GetString(), missing.GetProperty("message").GetString()));
        Assert.Equal("MFA module sms is not found", (await socket.FailAsync("auth/setup_mfa", new { mfa_module_id = "sms" })).GetProperty("message").GetString());
        Assert.Equal("not_found", await socket.ErrorAsync("auth/setup_mfa", new { flow_id = "none", user_input = new { code = "1" } }));
        Assert.Equal("invalid_format", await socket.ErrorAsync("auth/setup_mfa", new { mfa_module_id = "totp", flow_id = "none" }));
    }

    [Fact, Trait("HA", "54"), Trait("HA", "68"), Trait("HA", "69"), Trait("HA", "71"), Trait("HA", "136")]
    public async Task AnAppIsSetUpAndRemoved()
    {
        await using var socket = await OwnerAsync();
        Assert.Equal(
            """[{"id":"totp","name":"Authenticator app","enabled":false},{"id":"notify","name":"Notify One-Time Password","enabled":false}]""", await ModulesAsync(socket));
        var form = await socket.ResultAsync("auth/setup_mfa", new { mfa_module_id = "totp" });
        var flowId = form.GetProperty("flow_id").GetString();
        Assert.Equal(("form", "totp", "init"), (Text(form, "type"), Text(form, "handler"), Text(form, "step_id")));
        Assert.Equal("""[{"type":"string","name":"code","required":true}]""", form.GetProperty("data_schema").GetRawText());
        Assert.Equal("{}", form.GetProperty("errors").GetRawText());
        var places = form.GetProperty("description_placeholders");
        var secret = Text(places, "code");
        Assert.StartsWith("otpauth://totp/Home:anna?", Text(places, "url"), StringComparison.Ordinal);
        Assert.StartsWith("<svg", Text(places, "qr_code"), StringComparison.Ordinal);
        Assert.EndsWith("</svg>", Text(places, "qr_code"), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', Text(places, "qr_code"));

        Assert.Equal("invalid_format", await socket.ErrorAsync("auth/setup_mfa", new { flow_id = flowId, user_input = new { code = 7 } }));
        Assert.Equal("invalid_format", await socket.ErrorAsync("auth/setup_mfa", new { flow_id = flowId, user_input = CodeOf(secret) }));
        var wrong = await socket.ResultAsync("auth/setup_mfa", new { flow_id = flowId, user_input = new { code = "00000" } });
        Assert.Equal(("invalid_code", secret), (Text(wrong.GetProperty("errors"), "base"), Text(wrong.GetProperty("description_placeholders"), "code")));
        var done = await socket.ResultAsync("auth/setup_mfa", new { flow_id = flowId, user_input = new { code = CodeOf(secret) } });
        Assert.Equal(
            $$$"""{"type":"create_entry","flow_id":"{{{flowId}}}","handler":"totp","title":"Authenticator app","data":{"result":"{{{secret}}}"},"description":null,"description_placeholders":null}""",
            done.GetRawText());
        Assert.Contains("""{"id":"totp","name":"Authenticator app","enabled":true}""", await ModulesAsync(socket), StringComparison.Ordinal);

        Assert.Equal("done", (await socket.ResultAsync("auth/depose_mfa", new { mfa_module_id = "totp" })).GetString());
        Assert.Equal("done", (await socket.ResultAsync("auth/depose_mfa", new { mfa_module_id = "totp" })).GetString());
        Assert.DoesNotContain("true", await ModulesAsync(socket), StringComparison.Ordinal);
    }

    [Fact, Trait("HA", "70")]
    public async Task RemovingAnUnknownModuleFails()
    {
        await using var socket = await OwnerAsync();
        var error = await socket.FailAsync("auth/depose_mfa", new { mfa_module_id = "sms" });
        Assert.Equal(
            ("disable_failed", "Cannot disable MFA Module sms: Unable to find multi-factor auth module: sms"), (Text(error, "code"), Text(error, "message")));
    }

    [Fact, Trait("HA", "93")]
    public async Task AProgramsAccountHasNone()
    {
        var (_, _, access) = await _server.AddSystemAsync();
        await using var socket = await HomeAssistantSocket.ConnectAsync(_server.Address, access);
        Assert.Equal("not_system_user", await socket.ErrorAsync("auth/setup_mfa", new { mfa_module_id = "totp" }));
    }

    [Fact, Trait("HA", "141")]
    public async Task AnAddressIsSetUp()
    {
        await using var socket = await OwnerAsync();
        var init = await socket.ResultAsync("auth/setup_mfa", new { mfa_module_id = "notify" });
        Assert.Equal(
            """[{"type":"select","name":"notify_service","required":true,"options":[["letterbox","letterbox"]]},{"type":"string","name":"target","optional":true}]""",
            init.GetProperty("data_schema").GetRawText());
        var flowId = Text(init, "flow_id");
        var setup = await socket.ResultAsync("auth/setup_mfa", new { flow_id = flowId, user_input = new { notify_service = "letterbox", target = "anna" } });
        Assert.Equal(("setup", "letterbox"), (Text(setup, "step_id"), Text(setup.GetProperty("description_placeholders"), "notify_service")));
        var wrong = await socket.ResultAsync("auth/setup_mfa", new { flow_id = flowId, user_input = new { code = "00000" } });
        Assert.Equal("invalid_code", Text(wrong.GetProperty("errors"), "base"));
        Assert.Equal(2, _letterbox.Messages.Count);
        var done = await socket.ResultAsync("auth/setup_mfa", new { flow_id = flowId, user_input = new { code = _letterbox.LastCode } });
        Assert.Equal(("create_entry", "{}"), (Text(done, "type"), done.GetProperty("data").GetRawText()));
    }

    [Fact, Trait("HA", "90"), Trait("HA", "137")]
    public async Task AProgramIsAskedForTheCodeAndGetsIn()
    {
        var secret = await EnrolAppAsync();
        var flowId = await _client.StartFlowAsync();
        var form = await (await _client.AnswerFlowAsync(flowId)).JsonAsync();
        Assert.Equal(
            $$"""{"type":"form","flow_id":"{{flowId}}","handler":["homeassistant",null],"step_id":"mfa","data_schema":[{"type":"string","name":"code","required":true}],"errors":{},"description_placeholders":{"mfa_module_name":"Authenticator app","mfa_module_id":"totp"},"last_step":null,"preview":null}""",
            form.GetRawText());
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(flowId, new { client_id = ApiClient.ClientId })).StatusCode);
        var wrong = await (await PostAsync(flowId, new { client_id = ApiClient.ClientId, code = "00000" })).JsonAsync();
        Assert.Equal(("mfa", "invalid_code"), (Text(wrong, "step_id"), Text(wrong.GetProperty("errors"), "base")));
        var right = await (await PostAsync(flowId, new { client_id = ApiClient.ClientId, code = CodeOf(secret) })).JsonAsync();
        Assert.Equal(HttpStatusCode.OK, (await _client.RedeemAsync(Text(right, "result"))).StatusCode);
    }

    [Fact, Trait("HA", "91"), Trait("HA", "92")]
    public async Task AProgramChoosesAmongSeveralWithinFiveMinutes()
    {
        var secret = await EnrolAppAsync();
        await EnrolAddressAsync();
        var flowId = await _client.StartFlowAsync();
        var select = await (await _client.AnswerFlowAsync(flowId)).JsonAsync();
        Assert.Equal("select_mfa_module", Text(select, "step_id"));
        Assert.Equal(
            """[{"type":"select","name":"multi_factor_auth_module","required":true,"options":[["totp","Authenticator app"],["notify","Notify One-Time Password"]]}]""",
            select.GetProperty("data_schema").GetRawText());
        var unknown = await PostAsync(flowId, new { client_id = ApiClient.ClientId, multi_factor_auth_module = "sms" });
        Assert.Equal((HttpStatusCode.BadRequest, """{"message":"User input malformed"}"""), (unknown.StatusCode, await unknown.Content.ReadAsStringAsync()));
        var mfa = await (await PostAsync(flowId, new { client_id = ApiClient.ClientId, multi_factor_auth_module = "totp" })).JsonAsync();
        Assert.Equal("totp", Text(mfa.GetProperty("description_placeholders"), "mfa_module_id"));

        _time.Advance(TimeSpan.FromMinutes(5));
        var late = await PostAsync(flowId, new { client_id = ApiClient.ClientId, code = CodeOf(secret) });
        Assert.Equal(
            (HttpStatusCode.OK, $$"""{"type":"abort","flow_id":"{{flowId}}","handler":["homeassistant",null],"reason":"login_expired","description_placeholders":null}"""),
            (late.StatusCode, await late.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(flowId, new { client_id = ApiClient.ClientId, code = CodeOf(secret) })).StatusCode);
    }

    [Fact, Trait("HA", "138"), Trait("HA", "139")]
    public async Task TheThirdWrongCodeOfAMessageEndsTheFlow()
    {
        await EnrolAddressAsync();
        var flowId = await _client.StartFlowAsync();
        await _client.AnswerFlowAsync(flowId);
        Assert.Equal(2, _letterbox.Messages.Count);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("form", Text(await (await PostAsync(flowId, new { client_id = ApiClient.ClientId, code = "00000" })).JsonAsync(), "type"));
        }

        Assert.Equal("too_many_retry", Text(await (await PostAsync(flowId, new { client_id = ApiClient.ClientId, code = "00000" })).JsonAsync(), "reason"));
        Assert.Equal(2, _letterbox.Messages.Count);
    }

    [Fact, Trait("HA", "144")]
    public async Task AProgramsFlowEndsWhenNoCodeCanBeSent()
    {
        await EnrolAddressAsync();
        _letterbox.IsBroken = true;
        var flowId = await _client.StartFlowAsync();
        Assert.Equal("unknown_error", Text(await (await _client.AnswerFlowAsync(flowId)).JsonAsync(), "reason"));
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(flowId, new { client_id = ApiClient.ClientId, code = _letterbox.LastCode })).StatusCode);
    }

    [Fact]
    public async Task ACodeForLinkingNeedsNoFactorAndSignsNobodyIn()
    {
        await EnrolAppAsync();
        var code = await _client.CodeAsync(type: "link_user");
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.RedeemAsync(code)).StatusCode);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static async Task<string> ModulesAsync(HomeAssistantSocket socket) =>
        (await socket.ResultAsync("auth/current_user")).GetProperty("mfa_modules").GetRawText();

    private string CodeOf(string secret) => new OtpNet.Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(_time.GetUtcNow().UtcDateTime);

    private async Task<HomeAssistantSocket> OwnerAsync() =>
        await HomeAssistantSocket.ConnectAsync(_server.Address, (await _server.TokensOfAsync(_ownerId)).Access);

    private Task<HttpResponseMessage> PostAsync(string flowId, object body) => _client.PostAsJsonAsync("/auth/login_flow/" + flowId, body);

    private async Task<string> EnrolAppAsync()
    {
        await using var socket = await OwnerAsync();
        var form = await socket.ResultAsync("auth/setup_mfa", new { mfa_module_id = "totp" });
        var secret = Text(form.GetProperty("description_placeholders"), "code");
        await socket.ResultAsync("auth/setup_mfa", new { flow_id = Text(form, "flow_id"), user_input = new { code = CodeOf(secret) } });
        _time.Advance(TimeSpan.FromSeconds(30));
        return secret;
    }

    private async Task EnrolAddressAsync()
    {
        await using var socket = await OwnerAsync();
        var flowId = Text(await socket.ResultAsync("auth/setup_mfa", new { mfa_module_id = "notify" }), "flow_id");
        await socket.ResultAsync("auth/setup_mfa", new { flow_id = flowId, user_input = new { notify_service = "letterbox", target = "anna" } });
        Assert.Equal("create_entry", Text(await socket.ResultAsync("auth/setup_mfa", new { flow_id = flowId, user_input = new { code = _letterbox.LastCode } }), "type"));
    }
}
