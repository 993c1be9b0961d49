using HomeAuth.App.Authentication;
using HomeAuth.Core;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.Authentication;

/// <summary>What a circuit does for its token, whatever the browser at its other end does.</summary>
public sealed class CircuitSignOutTests
{
    [Fact]
    public async Task CircuitUsesItsTokenAndDoesNothingMoreOnceItIsRevoked()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = await house.ClaimAsync();
        var token = await house.SignInAsync(owner.UserId, keep: false);
        var directory = house.Services.GetRequiredService<TokenDirectory>();
        using var live = new LiveCircuits(house.Services.GetRequiredService<TokenRevocations>(), house.Time);
        using var circuit = new CircuitSignOut(
            live, directory, house.Services.GetRequiredService<AccessWatch>(), house.Services.GetRequiredService<AccessGate>(), new SignedIn((await directory.FindAsync(token.Id))!));
        List<string> reasons = [];
        circuit.Ended += reasons.Add;
        var done = 0;
        var act = circuit.CreateInboundActivityHandler(_ =>
        {
            done++;
            return Task.CompletedTask;
        });
        await circuit.OnCircuitOpenedAsync(null!, TestContext.Current.CancellationToken);

        // Longer than an unused session lives, but never unused for so long.
        for (var i = 0; i < 3; i++)
        {
            house.Time.Advance(TimeSpan.FromHours(23));
            await act(null!);
        }

        Assert.Equal((3, null), (done, circuit.Reason));
        await house.RunAsync<RefreshTokenManager>(tokens => tokens.RevokeAsync(owner.UserId, token.Id, RevocationReasons.Revoked, TestHouse.Actor(owner.UserId)));
        await act(null!);

        Assert.Equal(3, done);
        Assert.Equal([RevocationReasons.Revoked], reasons);
    }

    [Fact]
    public async Task CircuitEndsWithTheLifetimeOfItsToken()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = await house.ClaimAsync();
        var token = await house.SignInAsync(owner.UserId, keep: false);
        var directory = house.Services.GetRequiredService<TokenDirectory>();
        using var live = new LiveCircuits(house.Services.GetRequiredService<TokenRevocations>(), house.Time);
        using var circuit = new CircuitSignOut(
            live, directory, house.Services.GetRequiredService<AccessWatch>(), house.Services.GetRequiredService<AccessGate>(), new SignedIn((await directory.FindAsync(token.Id))!));
        await circuit.OnCircuitOpenedAsync(null!, TestContext.Current.CancellationToken);
        house.Time.Advance(TimeSpan.FromDays(1));

        await circuit.CreateInboundActivityHandler(_ => throw new InvalidOperationException("The token has expired."))(null!);

        Assert.Equal(SignInAddress.SessionEnded, circuit.Reason);
    }

    private sealed class SignedIn(ActiveToken token) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(HomeAuthClaims.Principal(token, TestHouse.Stranger(), "test")));
    }
}
