using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.People;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using static HomeAuth.Tests.Core.Alerts.AlertHouse;

namespace HomeAuth.Tests.Core.Alerts;

/// <summary>Which sign-ins a person is told of.</summary>
public sealed class NewDeviceTests
{
    [Theory, DatabaseData]
    public async Task FirstSignInOfAllTellsNothingAndTheNextDeviceDoes(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        Assert.Empty(await house.KindsAsync());

        await house.SignInAsync(Home, Chrome);
        Assert.Empty(await house.KindsAsync());

        var stranger = await house.SignInAsync(Away, Safari);
        Assert.Equal([AlertKinds.NewDevice], await house.KindsAsync());
        var alert = Assert.Single(await house.OpenAlertsAsync());
        Assert.Equal((SecurityEventTypes.Login, Away, Safari, true, false), (alert.EventType, alert.Address, alert.UserAgent, alert.IsSignedIn, alert.IsSeen));
        Assert.True(await house.IsSignedInAsync(stranger.Id));
    }

    [Theory]
    // The same browser in another version, at the same household.
    [InlineData(Home, "Mozilla/5.0 (X11; Linux x86_64) Chrome/199.0", null)]
    // Another browser there, the same browser elsewhere, a program that says nothing.
    [InlineData(Home, Safari, AlertKinds.NewDevice)]
    [InlineData(Away, Chrome, AlertKinds.NewDevice)]
    [InlineData(Home, null, AlertKinds.NewDevice)]
    // At home a new device is one too.
    [InlineData("192.168.1.20", Safari, AlertKinds.NewDevice)]
    public async Task DeviceIsKnownByHouseholdAndBrowserTogether(string address, string? userAgent, string? expected)
    {
        await using var house = await AlertHouse.OpenAsync();
        await house.SignInAsync(address, userAgent);
        Assert.Equal(expected, (await house.KindsAsync()).SingleOrDefault());
    }

    [Theory, DatabaseData]
    public async Task BrowserIsKnownByTheNumberThatItGotWithItsFirstSignIn(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        var device = await house.Core.RunAsync<KnownDevices, string?>(devices => devices.NoteAsync(house.AnnaId, null, Origin(Home, Chrome)));
        await house.SignInAsync(Away, Chrome, device);
        Assert.Equal([AlertKinds.NewPlace], await house.KindsAsync());
    }

    [Theory, DatabaseData]
    public async Task KnownDeviceElsewhereIsANewPlaceOnceAndNotAtHome(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        await house.SignInAsync(Home, Chrome, "cookie");
        await house.SignInAsync("192.168.1.20", Chrome, "cookie");
        Assert.Empty(await house.KindsAsync());

        await house.SignInAsync(Away, Chrome, "cookie");
        await house.SignInAsync(Away, Chrome, "cookie");

        Assert.Equal([AlertKinds.NewPlace], await house.KindsAsync());
        // What the browser holds is as good as a key in some houses, so it is not kept as it came.
        Assert.DoesNotContain("\"cookie\"", await house.Core.StoredAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatOneBrowserHoldsMakesItKnownToOnePersonAlone()
    {
        await using var house = await AlertHouse.OpenAsync();
        var ben = await house.Core.AddPersonAsync("ben");
        await house.SignInAsync(Home, Chrome, "cookie", ben.Id);
        await house.SignInAsync(Away, Safari, "cookie");
        Assert.Equal([AlertKinds.NewDevice], await house.KindsAsync());
    }

    [Theory, DatabaseData]
    public async Task OneNewDeviceTellsOnceHoweverOftenItSignsInAtOnce(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => house.SignInAsync(Away, Safari))));
        Assert.Equal([AlertKinds.NewDevice], await house.KindsAsync());
    }

    [Theory, DatabaseData]
    public async Task HistoryThatHasForgottenMakesNobodyNewAndLetsNobodyInUnseen(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        house.Core.Time.Advance(TimeSpan.FromDays(91));
        await house.Core.RunAsync<SecurityHistory>(history => history.PurgeAsync(TimeSpan.FromDays(90)));

        // Still signed in, so known.
        await house.SignInAsync(Home, Chrome);
        Assert.Empty(await house.KindsAsync());
        await house.SignInAsync(Away, Safari);
        Assert.Equal([AlertKinds.NewDevice], await house.KindsAsync());
    }

    [Fact]
    public async Task ProgramThatSignsInForAPersonIsADeviceToo()
    {
        await using var house = await AlertHouse.OpenAsync();
        await house.Core.RunAsync<RefreshTokenIssuer>(tokens => tokens.CreateForClientAsync(house.AnnaId, null, "https://app.example/", Origin(Away, "okhttp")));
        Assert.Equal([AlertKinds.NewDevice], await house.KindsAsync());
    }

    [Theory, DatabaseData]
    public async Task AlertsGoWithTheirEventsAndWithTheirPerson(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        var ben = await house.Core.AddPersonAsync("ben");
        await house.SignInAsync(Home, Chrome, userId: ben.Id);
        await house.SignInAsync(Away, Safari, userId: ben.Id);
        await house.SignInAsync(Away, Safari);
        await house.ChooseAsync();
        await house.DeliverAsync();
        Assert.Equal(1, await house.Core.RunAsync<HomeAuthDb, int>(db => db.AlertLinks.CountAsync()));

        await house.Core.RunAsync<UserAccounts>(accounts => accounts.RemoveAsync(ben.Id, TestHouse.Actor(house.AnnaId)));
        Assert.Equal(2, (await house.KindsAsync()).Count);
        house.Core.Time.Advance(TimeSpan.FromDays(90) + TimeSpan.FromSeconds(1));
        await house.Core.RunAsync<SecurityHistory>(history => history.PurgeAsync(TimeSpan.FromDays(90)));

        Assert.Empty(await house.KindsAsync());
        Assert.Equal(0, await house.Core.RunAsync<HomeAuthDb, int>(db => db.AlertLinks.CountAsync()));
    }
}
