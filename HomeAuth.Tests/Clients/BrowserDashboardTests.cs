using System.Text.Json;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Clients;

/// <summary>home-assistant-js-websocket in a real browser, on a page of another site: what a browser forbids, it forbids here.</summary>
public sealed class BrowserDashboardTests(SharedHouse shared, NodePackages node, Chromium chromium) : IClassFixture<SharedHouse>, IAsyncLifetime
{
    private PageServer _pages = default!;
    private Person _anna = default!;

    private string House => shared.Server.Address.GetLeftPart(UriPartial.Authority);

    private string Dashboard => $"dashboard.html?house={Uri.EscapeDataString(House)}";

    private string ClientId => _pages.Address.ToString();

    public async ValueTask InitializeAsync()
    {
        await node.InstalledAsync();
        _pages = await PageServer.StartAsync(NodePackages.Folder, Path.Combine(NodePackages.Folder, "node_modules", "home-assistant-js-websocket", "dist"));
        _anna = await Person.ArriveAsync(chromium, _pages.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _anna.DisposeAsync();
        await _pages.DisposeAsync();
    }

    [Fact]
    public async Task SendsAPersonToTheSignInPageAndHasThemBackSignedIn()
    {
        await _anna.GoAsync(Dashboard);
        await _anna.Page.WaitForURLAsync(House + "/auth/authorize?**");
        await _anna.Page.GetByLabel("Username").FillAsync("anna");
        await _anna.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(TestHouse.Password);
        await _anna.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await ShowsAsync("Anna Muster");
        await Assertions.Expect(_anna.Page.Locator("#entities")).ToContainTextAsync("person.anna_muster");
        Assert.Equal(new Uri(_pages.Address, Dashboard).ToString(), _anna.Page.Url);
        Assert.Empty(_anna.Complaints);
    }

    [Fact]
    public async Task ExchangesTheCodeThatItIsCalledBackWith()
    {
        var state = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new { hassUrl = House, clientId = ClientId }));
        var code = await ApiSignIn.CodeAsync(shared.Server, ClientId, $"{_pages.Address}{Dashboard}&auth_callback=1");

        await _anna.GoAsync($"{Dashboard}&auth_callback=1&code={code}&state={Uri.EscapeDataString(state)}");

        await ShowsAsync("Anna Muster");
        await Assertions.Expect(_anna.Page.Locator("#entities")).ToContainTextAsync("person.anna_muster");
        Assert.Empty(_anna.Complaints);
    }

    [Fact]
    public async Task StaysSignedInOverAReloadAndRefreshesWhatHasExpired()
    {
        await HasTokensAsync();
        await _anna.GoAsync(Dashboard);
        await ShowsAsync("Anna Muster");

        await _anna.Page.EvaluateAsync("localStorage.setItem('tokens', JSON.stringify({ ...JSON.parse(localStorage.getItem('tokens')), expires: 0 }))");
        var refresh = await _anna.Page.RunAndWaitForResponseAsync(() => _anna.Page.ReloadAsync(), House + "/auth/token");

        Assert.Equal(200, refresh.Status);
        await ShowsAsync("Anna Muster");
        Assert.Empty(_anna.Complaints);
    }

    [Fact]
    public async Task IsSignedOutAtOnceWhenItsTokenIsRevoked()
    {
        var tokens = await HasTokensAsync();
        await _anna.GoAsync(Dashboard);
        await ShowsAsync("Anna Muster");

        await RevokeAsync(tokens);

        await ShowsAsync("Signed out");
    }

    [Fact]
    public async Task LearnsThatItsTokenWasRevokedWhileItWasAway()
    {
        var tokens = await HasTokensAsync(expires: 0);
        await RevokeAsync(tokens);

        var refresh = await _anna.Page.RunAndWaitForResponseAsync(() => _anna.GoAsync(Dashboard), House + "/auth/token");

        Assert.Equal(400, refresh.Status);
        await ShowsAsync("ERR_INVALID_AUTH");
    }

    private Task ShowsAsync(string status) => Assertions.Expect(_anna.Page.Locator("#status")).ToHaveTextAsync(status);

    /// <summary>Leaves tokens in the browser as the page itself would have.</summary>
    private async Task<JsonElement> HasTokensAsync(long expires = long.MaxValue)
    {
        var tokens = await ApiSignIn.TokensAsync(shared.Server, ClientId);
        var stored = JsonSerializer.SerializeToNode(tokens)!.AsObject();
        (stored["hassUrl"], stored["clientId"], stored["expires"]) = (House, ClientId, expires);
        await _anna.GoAsync("dashboard.html");
        await _anna.Page.EvaluateAsync("tokens => localStorage.setItem('tokens', tokens)", stored.ToJsonString());
        return tokens;
    }

    private async Task RevokeAsync(JsonElement tokens)
    {
        using var client = shared.Server.Client();
        using var form = new FormUrlEncodedContent([new("token", tokens.GetProperty("refresh_token").GetString())]);
        (await client.PostAsync("/auth/revoke", form)).EnsureSuccessStatusCode().Dispose();
    }
}
