using HomeAuth.Core.Permissions;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Users;

namespace HomeAuth.Core.Tokens;

/// <summary>Looks after what stays open, tabs and sockets: tells at once when its person may not be there any more, or has other rights.</summary>
public sealed class AccessWatch(TokenDirectory directory, TokenRevocations revocations, AccessGate gate, HouseSettings settings, TimeProvider time)
{
    /// <summary>Watches one token at one place until the returned handle is disposed. Looks once before it returns.</summary>
    /// <param name="tokenId">The token.</param>
    /// <param name="origin">From where.</param>
    /// <param name="closed">Called with the reason when its person may not come now; again each time that is looked at. Must be quick.</param>
    /// <param name="changed">Called when the token gives other rights than before; may be null.</param>
    public async Task<IDisposable> BeginAsync(string tokenId, RequestOrigin origin, Action<AccessRefusal> closed, Action? changed = null)
    {
        var watch = new Watch(this, tokenId, origin, closed, changed);
        await watch.LookAsync();
        return watch;
    }

    private sealed class Watch : IDisposable
    {
        // Timers cannot wait for longer than some weeks, and a clock may be set.
        private static readonly TimeSpan LongestWait = TimeSpan.FromHours(12);

        private readonly AccessWatch _owner;
        private readonly string _tokenId;
        private readonly RequestOrigin _origin;
        private readonly Action<AccessRefusal> _closed;
        private readonly Action? _changed;
        private readonly ITimer _timer;
        private readonly IDisposable _subscription;
        private string? _userId;
        private Standing? _standing;
        private volatile bool _isOver;

        public Watch(AccessWatch owner, string tokenId, RequestOrigin origin, Action<AccessRefusal> closed, Action? changed)
        {
            (_owner, _tokenId, _origin, _closed, _changed) = (owner, tokenId, origin, closed, changed);
            _timer = owner.Time.CreateTimer(_ => _ = LookAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _subscription = owner.Revocations.Subscribe(_ => { }, userId =>
            {
                if (userId == _userId)
                {
                    _ = LookAsync();
                }
            });
            owner.Settings.Changed += Look;
        }

        public void Dispose()
        {
            _isOver = true;
            _owner.Settings.Changed -= Look;
            _subscription.Dispose();
            _timer.Dispose();
        }

        public async Task LookAsync()
        {
            try
            {
                if (_isOver || await _owner.Directory.FindAsync(_tokenId) is not { } token)
                {
                    // Revoked: who keeps it open hears of that by itself.
                    return;
                }

                _userId = token.UserId;
                Compare(token);
                if (_owner.Gate.Judge(token, _origin) is { } refusal)
                {
                    _closed(refusal);
                }

                Wait(_owner.Gate.ChangesAt(token.Limits));
            }
            catch (ObjectDisposedException)
            {
                // The server is stopping, or nobody watches any more.
            }
        }

        private void Look() => _ = LookAsync();

        private void Compare(ActiveToken token)
        {
            if (_standing is not null && _standing != token.Standing)
            {
                _changed?.Invoke();
            }

            _standing = token.Standing;
        }

        private void Wait(DateTimeOffset? until)
        {
            if (until is not { } at || _isOver)
            {
                return;
            }

            var wait = at - _owner.Time.GetUtcNow();
            _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait, Timeout.InfiniteTimeSpan);
        }
    }

    private TokenDirectory Directory => directory;

    private TokenRevocations Revocations => revocations;

    private AccessGate Gate => gate;

    private HouseSettings Settings => settings;

    private TimeProvider Time => time;
}
