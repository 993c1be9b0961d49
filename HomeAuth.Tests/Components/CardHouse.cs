using Bunit;
using HomeAuth.App.Authentication;
using HomeAuth.App.Components.Shared;
using HomeAuth.App.Localization;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor;
using MudBlazor.Services;

namespace HomeAuth.Tests.Components;

/// <summary>Cards on a real core, as somebody sees them who is signed in.</summary>
internal sealed class CardHouse : IAsyncDisposable
{
    private CardHouse(TestHouse core, string ownerId) => (Core, OwnerId) = (core, ownerId);

    public TestHouse Core { get; }

    public string OwnerId { get; }

    public BunitContext Context { get; } = new();

    public IRenderedComponent<MudDialogProvider> Dialogs { get; private set; } = default!;

    public RefreshToken Token { get; private set; } = default!;

    /// <summary>Anna's house, and Ben in it.</summary>
    public static async Task<CardHouse> OpenAsync(Action<HomeAuthOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var core = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, configure, services);
        return new CardHouse(core, (await core.ClaimAsync()).UserId);
    }

    /// <summary>From now on it is this person who looks.</summary>
    public async Task SignInAsync(string? userId = null, string address = "203.0.113.7")
    {
        Token = await Core.SignInAsync(userId ?? OwnerId);
        var active = (await Core.Services.GetRequiredService<TokenDirectory>().FindAsync(Token.Id))!;
        var state = Task.FromResult(new AuthenticationState(HomeAuthClaims.Principal(active, TestHouse.Stranger(address), "test")));

        Context.JSInterop.Mode = JSRuntimeMode.Loose;
        Context.JSInterop.SetupModule("/passkeys.js").Mode = JSRuntimeMode.Loose;
        Context.Services.AddMudServices();
        Context.Services.AddSingleton<Texts>();
        Context.Services.AddSingleton(Core.Services.GetRequiredService<HouseSettings>());
        Context.Services.AddSingleton(Core.Services.GetRequiredService<TokenRevocations>());
        Context.Services.AddSingleton(Core.Services.GetRequiredService<AccessTokens>());
        Context.Services.AddSingleton(Options.Create(Core.Options));
        Context.Services.AddSingleton<TimeProvider>(Core.Time);
        Context.Services.AddScoped<PasskeyScript>();
        Context.Services.AddScoped<Reader>();
        Context.Services.AddTransient<AskAgain>();
        Context.Services.AddCascadingValue(_ => state);
        Add<RecentProof>();
        Context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    /// <summary>Lets cards use something of Core.</summary>
    public void Add<T>()
        where T : notnull => Context.Services.AddTransient(_ => new Scoped<T>(Core.Services.GetRequiredService<IServiceScopeFactory>()));

    /// <summary>Shows where dialogs appear; no more services after this.</summary>
    public void ShowDialogs()
    {
        Context.Render<MudPopoverProvider>();
        Dialogs = Context.Render<MudDialogProvider>();
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        await Core.DisposeAsync();
    }
}
