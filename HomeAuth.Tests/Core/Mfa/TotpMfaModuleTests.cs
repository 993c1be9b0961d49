using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Recovery;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Tests.Core.Mfa;

public sealed class TotpMfaModuleTests
{
    [Theory, DatabaseData, Trait("HA", "135")]
    public async Task CodeOfThePersonIsRightAndOthersAreWrong(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var berta = (await house.AddPersonAsync("berta")).Id;
        var secret = await house.EnrolAppAsync(anna);

        Assert.False(await ValidateAsync(house, anna, FactorSteps.WrongCode));
        Assert.False(await ValidateAsync(house, berta, house.CodeOf(secret)));
        Assert.False(await ValidateAsync(house, Identifier.New(), house.CodeOf(secret)));
        Assert.True(await ValidateAsync(house, anna, house.CodeOf(secret)));
        Assert.Equal(house.Time.GetUtcNow(), await house.RunAsync<HomeAuthDb, DateTimeOffset?>(db => db.MfaFactors.Select(factor => factor.LastUsedAt).SingleAsync()));
    }

    [Theory, DatabaseData]
    public async Task CodeIsGoodOnceAndNoneBeforeItAfterwards(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var secret = await house.EnrolAppAsync(anna);
        var (before, now) = (house.CodeOf(secret, -1), house.CodeOf(secret));

        // The one before proved the set-up.
        Assert.False(await ValidateAsync(house, anna, before));
        Assert.True(await ValidateAsync(house, anna, now));
        Assert.False(await ValidateAsync(house, anna, now));
        Assert.True(await ValidateAsync(house, anna, house.CodeOf(secret, 1)));
        Assert.False(await ValidateAsync(house, anna, now));
        house.Time.Advance(Totp.Step);
        Assert.False(await ValidateAsync(house, anna, house.CodeOf(secret)));
    }

    [Theory, DatabaseData]
    public async Task CodeIsGoodOnceGivenTwentyAtOnce(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var secret = await house.EnrolAppAsync(anna);
        var code = house.CodeOf(secret);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ValidateAsync(house, anna, code))));

        Assert.Single(answers, right => right);
    }

    [Theory, DatabaseData(Only = DatabaseProvider.Postgres)]
    public async Task CodeIsGoodOnceGivenTwoServers(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var secret = await house.EnrolAppAsync(anna);
        await using var other = house.OpenSecondServer();
        var code = house.CodeOf(secret);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => ValidateAsync(i % 2 == 0 ? house : other, anna, code))));

        Assert.Single(answers, right => right);
    }

    [Theory, DatabaseData]
    public async Task ThiefOfTheDatabaseReadsNoSecret(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var secret = await house.EnrolAppAsync(anna, "Pocket phone");
        var codes = await house.PrintCodesAsync(anna);
        var link = await house.RunAsync<RecoveryLinks, string>(links => links.IssueAsync(anna, RecoveryRoutes.Console, TestHouse.Actor(anna)));

        var stored = await house.StoredAsync();

        Assert.Contains("Pocket phone", stored, StringComparison.Ordinal);
        Assert.All(
            [secret, link, .. codes, .. codes.Select(ReadableCode.Normalize)],
            hidden => Assert.DoesNotContain(hidden, stored, StringComparison.OrdinalIgnoreCase));
        // Moved into another person's row it opens nothing either.
        var data = await house.RunAsync<HomeAuthDb, string>(db => db.MfaFactors.Select(factor => factor.Data).SingleAsync());
        await Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(
            () => house.RunAsync<MfaSecrets, string>(secrets => Task.FromResult(secrets.Unprotect(Identifier.New(), data))));
    }

    private static Task<bool> ValidateAsync(TestHouse house, string userId, string code) =>
        house.RunAsync<MfaModules, bool>(modules => modules.Find("totp")!.ValidateAsync(userId, code, default));
}
