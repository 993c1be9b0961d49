using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Providers;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Tests.Core.Providers;

public sealed class PasswordChangeTests
{
    private const string NewPassword = "eight brave badgers";

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    [InlineData(false, false, false)]
    public async Task ExactlyWhatIsTickedEnds(bool others, bool longLived, bool current)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = await house.ClaimAsync();
        var here = await house.SignInAsync(owner.UserId);
        var there = await house.SignInAsync(owner.UserId);
        var script = new RefreshToken { UserId = owner.UserId, TokenType = TokenType.LongLivedAccessToken, ClientName = "script", CreatedAt = house.Time.GetUtcNow() };
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            db.RefreshTokens.Add(script);
            await db.SaveChangesAsync();
        });

        Assert.Null(await ChangeAsync(house, here, new PasswordChangeRequest(TestHouse.Password, NewPassword, others, longLived, current)));

        var left = await house.RunAsync<HomeAuthDb, List<string>>(db => db.RefreshTokens.Select(token => token.Id).ToListAsync());
        Assert.Equal((!current, !others, !longLived), (left.Contains(here.Id), left.Contains(there.Id), left.Contains(script.Id)));
        // Who has signed out here needs another session to change it back.
        var again = current ? await house.SignInAsync(owner.UserId) : here;
        Assert.Null(await ChangeAsync(house, again, new PasswordChangeRequest(NewPassword, TestHouse.Password, false, false, false)));
    }

    [Theory]
    [InlineData("wrong", NewPassword, ErrorCodes.InvalidCurrentPassword, "current_password")]
    [InlineData(TestHouse.Password, "short", ErrorCodes.PasswordTooShort, "new_password")]
    [InlineData(TestHouse.Password, "password", ErrorCodes.PasswordCommon, "new_password")]
    [InlineData(TestHouse.Password, "Anna Muster", ErrorCodes.PasswordIsName, "new_password")]
    [InlineData(TestHouse.Password, TestHouse.Password, ErrorCodes.PasswordUnchanged, "new_password")]
    public async Task NothingChangesGivenAProblem(string current, string wanted, string code, string field)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = await house.ClaimAsync();
        var here = await house.SignInAsync(owner.UserId);
        await house.SignInAsync(owner.UserId);

        var error = await Assert.ThrowsAsync<HomeAuthException>(() => ChangeAsync(house, here, new PasswordChangeRequest(current, wanted, true, true, true)));

        Assert.Equal((code, field), (error.Code, error.Field));
        Assert.Equal(2, await house.RunAsync<HomeAuthDb, int>(db => db.RefreshTokens.CountAsync()));
    }

    [Fact]
    public async Task WrongCurrentPasswordsAreSlowedApartFromTheSignInPage()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = await house.ClaimAsync();
        var here = await house.SignInAsync(owner.UserId);
        for (var i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<HomeAuthException>(() => ChangeAsync(house, here, new PasswordChangeRequest("wrong", NewPassword, true, false, false)));
        }

        Assert.Equal(TimeSpan.FromSeconds(5), await ChangeAsync(house, here, new PasswordChangeRequest(TestHouse.Password, NewPassword, true, false, false)));
        // Nor does it count against the address: whoever is signed in does not shut the family out.
        Assert.Equal(["password_change:" + owner.UserId], (await house.RunAsync<HomeAuthDb, List<string>>(
            db => db.GuessCounters.Select(counter => counter.Key).ToListAsync())));
    }

    private static Task<TimeSpan?> ChangeAsync(TestHouse house, RefreshToken here, PasswordChangeRequest request) => house.RunAsync<PasswordChange, TimeSpan?>(
        change => change.ChangeAsync(request, TestHouse.Actor(here.UserId, here.Id)));
}
