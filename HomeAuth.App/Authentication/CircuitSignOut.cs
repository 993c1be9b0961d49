using HomeAuth.Core;
using HomeAuth.Core.Tokens;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace HomeAuth.App.Authentication;

/// <summary>Ends one tab together with its token: from that moment the circuit does nothing that the browser asks, and the page leaves for sign-in.</summary>
public sealed class CircuitSignOut(LiveCircuits live, TokenDirectory directory, AuthenticationStateProvider authentication) : CircuitHandler, IDisposable
{
    private string? _tokenId;
    private RequestOrigin _origin = RequestOrigin.Internal;
    private volatile string? _reason;

    /// <summary>Raised once, with the reason, on any thread.</summary>
    public event Action<string>? Ended;

    /// <summary>Why the tab has ended, or null while it lives.</summary>
    public string? Reason => _reason;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        _tokenId = user.FindFirst(HomeAuthClaims.TokenId)?.Value;
        if (_tokenId is null)
        {
            End(SignInAddress.SessionEnded);
            return;
        }

        _origin = user.Actor().Origin;

        // Listen first, then look: what is revoked in between is seen by one of the two.
        live.Add(this, _tokenId);
        await StillValidAsync(cancellationToken);
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        live.Remove(this);
        return Task.CompletedTask;
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            if (await StillValidAsync(CancellationToken.None))
            {
                await next(context);
            }
        };

    public void End(string reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            Ended?.Invoke(reason);
        }
    }

    public void Dispose() => live.Remove(this);

    // What a person does in an open tab is a use of its token, though it makes no request.
    private async ValueTask<bool> StillValidAsync(CancellationToken cancellationToken)
    {
        if (_reason is null && (_tokenId is null || await directory.UseAsync(_tokenId, _origin, cancellationToken) is null))
        {
            End(SignInAddress.SessionEnded);
        }

        return _reason is null;
    }
}
