using System.Net;
using HomeAuth.Core;
using HomeAuth.Core.Alerts;
using HomeAuth.Core.Data;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.Alerts;

/// <summary>A house with a letterbox, and Anna in it, signed in on the device at <see cref="Home"/>.</summary>
internal sealed class AlertHouse : IAsyncDisposable
{
    public const string Chrome = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0";
    public const string Safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari/604.1";
    public const string Home = "203.0.113.7";
    public const string Away = "198.51.100.9";

    private AlertHouse(TestHouse core, Letterbox letterbox) => (Core, Letterbox) = (core, letterbox);

    public TestHouse Core { get; }

    public Letterbox Letterbox { get; }

    public string AnnaId { get; private set; } = "";

    public RefreshToken First { get; private set; } = default!;

    /// <summary>Anna, as the device that she signed in with first.</summary>
    public Actor Anna => new(AnnaId, First.Id, Origin(Home, Chrome), AsksAgain: false);

    public static async Task<AlertHouse> OpenAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, Action<IServiceCollection>? services = null)
    {
        var letterbox = new Letterbox();
        var core = await TestHouse.OpenAsync(provider, services: collection =>
        {
            collection.AddSingleton<Notifier>(letterbox);
            services?.Invoke(collection);
        });
        var house = new AlertHouse(core, letterbox) { AnnaId = (await core.ClaimAsync()).UserId };
        house.First = await house.SignInAsync(Home, Chrome);
        return house;
    }

    public static RequestOrigin Origin(string address, string? userAgent, string? device = null) =>
        RequestOrigin.From(IPAddress.Parse(address), userAgent) with { Device = device };

    public Task<RefreshToken> SignInAsync(string address, string? userAgent, string? device = null, string? userId = null) => Core.RunAsync<RefreshTokenIssuer, RefreshToken>(
        tokens => tokens.CreateBrowserSessionAsync(userId ?? AnnaId, null, true, null, Origin(address, userAgent, device)));

    /// <summary>The kinds of all alerts so far, oldest first.</summary>
    public Task<List<string>> KindsAsync() =>
        Core.RunAsync<HomeAuthDb, List<string>>(db => db.Alerts.OrderBy(alert => alert.EventId).Select(alert => alert.Kind).ToListAsync());

    public Task<IReadOnlyList<AlertView>> OpenAlertsAsync(Actor? actor = null) =>
        Core.RunAsync<AlertInbox, IReadOnlyList<AlertView>>(inbox => inbox.ListAsync(actor ?? Anna));

    public Task<AlertDisowned?> DisownAsync(string alertId, Actor? actor = null) =>
        Core.RunAsync<AlertAnswers, AlertDisowned?>(answers => answers.DisownAsync(alertId, actor ?? Anna));

    public Task ChooseAsync(string address = "anna@example.org") =>
        Core.RunAsync<AlertChoices>(choices => choices.SetTargetAsync(new AlertTarget(Letterbox.Name, address), Anna));

    public Task DeliverAsync() => Core.Services.GetRequiredService<AlertDelivery>().RunOnceAsync();

    public Task<bool> IsSignedInAsync(string tokenId) => Core.RunAsync<HomeAuthDb, bool>(db => db.RefreshTokens.AnyAsync(token => token.Id == tokenId));

    public ValueTask DisposeAsync() => Core.DisposeAsync();
}
