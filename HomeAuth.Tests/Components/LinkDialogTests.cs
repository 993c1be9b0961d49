using Bunit;
using HomeAuth.App.Components.People;
using HomeAuth.App.Localization;
using HomeAuth.Core;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor;
using MudBlazor.Services;

namespace HomeAuth.Tests.Components;

/// <summary>Where a link for somebody else leads.</summary>
public sealed class LinkDialogTests
{
    [Theory]
    [InlineData("https://home.example", "https://home.example/recover/secret")]
    [InlineData("https://home.example/", "https://home.example/recover/secret")]
    [InlineData(null, "http://localhost/recover/secret")]
    public async Task LinkLeadsToTheAddressOfTheHouseWhateverHostTheBrowserWasTold(string? address, string expected)
    {
        await using var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.AddMudServices();
        context.Services.AddSingleton<Texts>();
        context.Services.AddSingleton(Options.Create(new HomeAuthOptions { Address = address }));
        context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
        context.Render<MudPopoverProvider>();
        var dialogs = context.Render<MudDialogProvider>();

        // Ends only when somebody closes it.
        _ = dialogs.InvokeAsync(() => LinkDialog.ShowAsync(
            context.Services.GetRequiredService<IDialogService>(), "Link", "For Ben", "/recover/secret"));

        Assert.Equal(expected, dialogs.WaitForElement("#recovery-link").TextContent);
    }
}
