using HomeAuth.Core;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Grants;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.Providers;

/// <summary>Home Assistant's assertions about trusted networks, and ours; the trait is the line of the checklist.</summary>
public sealed class TrustedNetworksTests
{
    private static readonly string[] Ranges = ["192.168.0.1", "192.168.128.0/24", "::1", "fd00::/8"];

    [Theory]
    [InlineData("192.168.0.1", null)]
    [InlineData("192.168.128.10", null)]
    [InlineData("::ffff:192.168.128.10", null)]
    [InlineData("::1", null)]
    [InlineData("fd01:db8::ff00:42:8329", null)]
    [InlineData("192.168.0.2", ErrorCodes.NotTrustedNetwork)]
    [InlineData("::ffff:192.168.0.2", ErrorCodes.NotTrustedNetwork)]
    [InlineData("127.0.0.1", ErrorCodes.NotTrustedNetwork)]
    [InlineData("2001:db8::ff00:42:8329", ErrorCodes.NotTrustedNetwork)]
    [InlineData("192.168.128.99", ErrorCodes.ProxyNotTrusted)]
    [InlineData(null, ErrorCodes.AddressUnknown)]
    [Trait("HA", "123")]
    public async Task AddressDecides(string? address, string? expected)
    {
        await using var house = await HouseAsync(proxies: ["192.168.128.99"]);
        var origin = address is null ? RequestOrigin.Internal : TestHouse.Stranger(address);
        Assert.Equal(expected, await house.RunAsync<AuthProviders, string?>(providers => Task.FromResult(providers.Find("trusted_networks", "")!.Refuses(origin))));
    }

    [Theory, DatabaseData]
    [Trait("HA", "122")]
    [Trait("HA", "125")]
    public async Task WhoeverIsChosenSignsInByACredentialOfTheirOwn(DatabaseProvider provider)
    {
        await using var house = await HouseAsync(provider: provider);
        await house.ClaimAsync();
        var ben = await house.AddPersonAsync("ben");
        await house.AddPersonAsync("gone", isActive: false);
        Assert.Equal(AbortReasons.NotAllowed, Assert.IsType<AbortStep>(await StartAsync(house, "192.168.0.2")).Reason);

        var form = Assert.IsType<FormStep>(await StartAsync(house));
        Assert.Equal(["Anna Muster", "ben"], Names(form));
        Assert.Equal(ErrorCodes.InvalidAuth, Assert.IsType<FormStep>(await ChooseAsync(house, form.FlowId, Identifier.New())).Error);
        var entry = Assert.IsType<CreateEntryStep>(await ChooseAsync(house, form.FlowId, ben.Id));
        Assert.Equal(ben.Id, entry.UserId);
        var again = Assert.IsType<CreateEntryStep>(await ChooseAsync(house, (await StartAsync(house)).FlowId, ben.Id));
        Assert.Equal(entry.CredentialId, again.CredentialId);
        var anna = Assert.IsType<CreateEntryStep>(await ChooseAsync(house, (await StartAsync(house)).FlowId, await OwnerAsync(house)));
        Assert.NotEqual(entry.CredentialId, anna.CredentialId);
    }

    [Fact]
    [Trait("HA", "126")]
    [Trait("HA", "127")]
    public async Task FirstRangeThatFitsDecidesWhoIsOffered()
    {
        List<TrustedUsersOptions> trusted = [];
        await using var house = await HouseAsync(users: trusted);
        await house.ClaimAsync();
        var ben = await house.AddPersonAsync("ben");
        var cleo = await house.AddPersonAsync("cleo");
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            db.UserRoles.Add(new IdentityUserRole<string> { UserId = cleo.Id, RoleId = Group.ReadOnlyId });
            db.Users.Add(new HomeUser { Name = "Supervisor", SystemGenerated = true, CreatedAt = house.Time.GetUtcNow() });
            await db.SaveChangesAsync();
        });
        trusted.AddRange(
        [
            new() { Network = "192.168.128.7", Users = [ben.Id] },
            new() { Network = "192.168.128.0/24", Groups = [Group.ReadOnlyId], Users = [ben.Id] },
            new() { Network = "192.168.0.1", Users = [] },
        ]);

        Assert.Equal(["ben"], Names(await StartAsync(house, "192.168.128.7")));
        Assert.Equal(["ben", "cleo"], Names(await StartAsync(house, "192.168.128.8")));
        Assert.Empty(Names(await StartAsync(house, "192.168.0.1")));
        Assert.Equal(["Anna Muster", "ben", "cleo"], Names(await StartAsync(house, "fd00::1")));
        // Whoever is not offered there cannot be chosen there either.
        var form = await StartAsync(house, "192.168.128.7");
        Assert.Equal(ErrorCodes.InvalidAuth, Assert.IsType<FormStep>(await ChooseAsync(house, form.FlowId, cleo.Id, "192.168.128.7")).Error);
    }

    [Fact]
    [Trait("HA", "128")]
    public async Task BypassAsksNothingWhereOnePersonAloneIsOffered()
    {
        await using var house = await HouseAsync(bypass: true);
        await house.ClaimAsync();
        Assert.Equal(await OwnerAsync(house), Assert.IsType<CreateEntryStep>(await StartAsync(house, asks: false)).UserId);
        // On a page a person presses the button, or its script does.
        Assert.IsType<FormStep>(await StartAsync(house, asks: true));
        await house.AddPersonAsync("ben");
        Assert.IsType<FormStep>(await StartAsync(house, asks: false));
    }

    [Fact]
    public async Task NothingElseIsAskedForThanWhoOneIs()
    {
        await using var house = await HouseAsync();
        await house.ClaimAsync();
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            db.MfaFactors.Add(new MfaFactor { UserId = (await db.Users.SingleAsync()).Id, ModuleId = "totp", Data = "x", CreatedAt = house.Time.GetUtcNow() });
            await db.SaveChangesAsync();
            await db.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.PasswordChangeDue, true));
        });
        Assert.IsType<CreateEntryStep>(await ChooseAsync(house, (await StartAsync(house)).FlowId, await OwnerAsync(house)));
    }

    [Theory, DatabaseData]
    [Trait("HA", "124")]
    public async Task EachAccessTokenIsMintedInTheNetworkAlone(DatabaseProvider provider)
    {
        await using var house = await HouseAsync(provider: provider);
        await house.ClaimAsync();
        const string Client = "http://192.168.128.10/";
        var request = new AuthorizationRequest(Client, Client + "back", CodePurpose.Authorize);
        var entry = Assert.IsType<CreateEntryStep>(await ChooseAsync(house, (await StartAsync(house, request: request)).FlowId, await OwnerAsync(house)));

        var stolen = await house.RunAsync<AuthorizationCodeStore, string>(codes => codes.IssueAsync(entry));
        await RefusedAsync(ErrorCodes.NotTrustedNetwork, () => house.RunAsync<TokenGrants, Grant>(grants => grants.RedeemCodeAsync(Client, stolen, null, TestHouse.Stranger())));
        var code = await house.RunAsync<AuthorizationCodeStore, string>(codes => codes.IssueAsync(entry));
        var grant = await house.RunAsync<TokenGrants, Grant>(grants => grants.RedeemCodeAsync(Client, code, null, TestHouse.Stranger("192.168.128.10")));
        await house.RunAsync<TokenGrants, Grant>(grants => grants.RefreshAsync(grant.RefreshToken!, Client, TestHouse.Stranger("fd00::5")));
        await RefusedAsync(ErrorCodes.NotTrustedNetwork, () => house.RunAsync<TokenGrants, Grant>(grants => grants.RefreshAsync(grant.RefreshToken!, Client, TestHouse.Stranger())));
        await RefusedAsync(ErrorCodes.AddressUnknown, () => house.RunAsync<TokenGrants, Grant>(grants => grants.RefreshAsync(grant.RefreshToken!, Client, RequestOrigin.Internal)));
    }

    [Fact]
    public async Task BrowserThatLeavesTheNetworkIsOutUntilItComesBack()
    {
        await using var house = await HouseAsync();
        await house.ClaimAsync();
        var entry = Assert.IsType<CreateEntryStep>(await ChooseAsync(house, (await StartAsync(house)).FlowId, await OwnerAsync(house)));
        var session = await house.RunAsync<RefreshTokenIssuer, RefreshToken>(
            issuer => issuer.CreateBrowserSessionAsync(entry.UserId, entry.CredentialId, true, null, TestHouse.Stranger("192.168.128.10")));
        var token = (await house.Services.GetRequiredService<TokenDirectory>().FindAsync(session.Id))!;
        var gate = house.Services.GetRequiredService<AccessGate>();
        Assert.Equal(ErrorCodes.NotTrustedNetwork, gate.Judge(token, TestHouse.Stranger())?.Code);
        Assert.Null(gate.Judge(token, TestHouse.Stranger("192.168.128.10")));
        // Saying who one is proves nothing: what matters asks again, also the programs that are asked for nothing else.
        Assert.Null(token.ProvedAt);
        var actor = new Actor(entry.UserId, session.Id, TestHouse.Stranger("192.168.128.10"), AsksAgain: false);
        await RefusedAsync(ErrorCodes.ReauthRequired, () => house.RunAsync<RecentProof>(proof => proof.RequireAsync(actor)));
        await RefusedAsync(ErrorCodes.ReauthRequired, () => house.RunAsync<CredentialLinking>(linking => linking.LinkAsync("http://192.168.128.10/", "code", actor)));
        // And the browser is no known one.
        Assert.Null(await house.RunAsync<KnownDevices, string?>(devices => devices.NoteAsync(entry.UserId, entry.CredentialId, actor.Origin)));
    }

    private static Task<TestHouse> HouseAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, IReadOnlyList<string>? proxies = null, List<TrustedUsersOptions>? users = null, bool bypass = false) =>
        TestHouse.OpenAsync(provider, options =>
        {
            options.Http.TrustedProxies = proxies ?? [];
            options.AuthProviders =
            [
                new() { Type = "homeassistant" },
                new() { Type = "trusted_networks", TrustedNetworks = Ranges, TrustedUsers = users ?? [], AllowBypassLogin = bypass },
            ];
        });

    private static Task<FlowStep> StartAsync(TestHouse house, string address = "192.168.128.10", bool asks = true, AuthorizationRequest? request = null) =>
        house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.StartAsync("trusted_networks", "", request, TestHouse.Stranger(address), asks));

    private static Task<FlowStep> ChooseAsync(TestHouse house, string flowId, string userId, string address = "192.168.128.10") =>
        house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.AdvanceAsync(flowId, new Dictionary<string, string> { ["user"] = userId }, TestHouse.Stranger(address)));

    private static IEnumerable<string> Names(FlowStep step) => Assert.Single(Assert.IsType<FormStep>(step).Schema).Options!.Select(option => option.Name);

    private static Task<string> OwnerAsync(TestHouse house) => house.RunAsync<HomeAuthDb, string>(db => db.Users.Where(user => user.IsOwner).Select(user => user.Id).SingleAsync());

    private static async Task RefusedAsync(string code, Func<Task> act) => Assert.Equal(code, (await Assert.ThrowsAsync<HomeAuthException>(act)).Code);
}
