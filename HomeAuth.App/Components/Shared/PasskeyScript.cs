using HomeAuth.App.Localization;
using Microsoft.JSInterop;

namespace HomeAuth.App.Components.Shared;

/// <summary>The browser's part of passkeys, for interactive pages. The ceremonies go by requests of their own, since a circuit has none.</summary>
public sealed class PasskeyScript(IJSRuntime script) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>Why this browser can have no passkey here: <c>address</c>, <c>insecure</c> or <c>unsupported</c>; null when it can.</summary>
    public async Task<string?> ObstacleAsync() => await (await ModuleAsync()).InvokeAsync<string?>("obstacle");

    /// <summary>Registers a passkey.</summary>
    /// <returns>Null, or the code of what was wrong.</returns>
    public async Task<string?> RegisterAsync(string? name) => await (await ModuleAsync()).InvokeAsync<string?>("register", TimeSpan.FromMinutes(10), name);

    /// <summary>Proves who is there.</summary>
    /// <returns>Null, or the code of what was wrong.</returns>
    public async Task<string?> ProveAsync() => await (await ModuleAsync()).InvokeAsync<string?>("prove", TimeSpan.FromMinutes(10));

    /// <summary>What was wrong, in words.</summary>
    public static string? Words(Texts text, string? code) => code switch
    {
        null => null,
        "passkey_cancelled" => text["passkey.cancelled"],
        _ => text.Error(code),
    };

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone, and the script with it.
        }
    }

    private async Task<IJSObjectReference> ModuleAsync() => _module ??= await script.InvokeAsync<IJSObjectReference>("import", "/passkeys.js");
}
