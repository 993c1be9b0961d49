using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>A house that is only looked at, and the browser state of its owner, so that nobody need sign in for each look.</summary>
public sealed class AccessHouse(Chromium chromium) : IAsyncLifetime
{
    // Pages of people who are signed in. The rest of the pages are small and of the same parts.
    public static readonly string[] Closed = ["/", "/profile", "/profile/security", "/history?person=all", "/people", "/people/groups", "/people/permissions", "/settings", "/settings/themes", "/settings/import"];

    public static readonly string[] Open = ["/auth/authorize", "/help/locked-out", "/help/connection", "/help/api", "/recover", "/nothing/here"];

    private string? _state;

    public HouseServer Server { get; private set; } = default!;

    public async ValueTask InitializeAsync()
    {
        Server = await HouseServer.ClaimedAsync();
        await Server.AddUserAsync("ada", Group.AdminId);
        await using var anna = await Person.ArriveAsync(chromium, Server.Address);
        await anna.SignInAsync("/profile");
        _state = await anna.Context.StorageStateAsync();
    }

    /// <summary>Somebody at the house: its owner, or a stranger.</summary>
    public Task<Person> ArriveAsync(bool signedIn, int width, int height = 900) => Person.ArriveAsync(chromium, Server.Address, options =>
    {
        options.ViewportSize = new ViewportSize { Width = width, Height = height };
        options.StorageState = signedIn ? _state : null;
        options.ReducedMotion = ReducedMotion.Reduce;
    });

    /// <summary>Opens each page in turn.</summary>
    public static async Task EachPageAsync(Person person, IEnumerable<string> pages, Func<string, Task> look)
    {
        foreach (var page in pages)
        {
            await person.GoAsync(page);
            if (Closed.Contains(page))
            {
                await person.ReadyAsync();
            }

            await look(page);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
