using HomeAuth.Core;
using HomeAuth.Core.Tokens;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace HomeAuth.App.Authentication;

/// <summary>Ends one tab together with its token: from that moment the circuit does nothing that the browser asks, and the page leaves for sign-in.</summary>
public sealed class CircuitSignOut(
    LiveCircuits live, TokenDirectory directory, AccessWatch access, AccessGate gate, AuthenticationStateProvider authentication) : CircuitHandler, IDisposable
{
    private string? _tokenId;
    private RequestOrigin _origin = RequestOrigin.Internal;
    private volatile string? _reason;
    private IDisposable? _watch;

    /// <summary>Raised once, with the reason, on any thread.</summary>
    public event Action<string>? Ended;

    /// <summary>Raised when the person has other rights than when the tab opened, on any thread.</summary>
    public event Action? RightsChanged;

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
        _watch = await access.BeginAsync(_tokenId, _origin, _ => End(SignInAddress.Shut), () => RightsChanged?.Invoke());
        await StillValidAsync(cancellationToken);
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Dispose();
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

    public void Dispose()
    {
        live.Remove(this);
        _watch?.Dispose();
    }

    // What a person does in an open tab is a use of its token, though it makes no request.
    private async ValueTask<bool> StillValidAsync(CancellationToken cancellationToken)
    {
        if (_reason is not null)
        {
            return false;
        }

        if (_tokenId is null || await directory.UseAsync(_tokenId, _origin, cancellationToken) is not { } token)
        {
            End(SignInAddress.SessionEnded);
        }
        else if (gate.Judge(token, _origin) is not null)
        {
            End(SignInAddress.Shut);
        }

        return _reason is null;
    }
}
