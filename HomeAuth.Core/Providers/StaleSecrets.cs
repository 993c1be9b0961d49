using System.Security.Cryptography;
using System.Text;

namespace HomeAuth.Core.Providers;

/// <summary>
/// Remembers the last wrong secrets of each household. A program that was forgotten sends the same one for ever, and that is no guess: it must not stop the other
/// programs behind its address.
/// </summary>
public sealed class StaleSecrets
{
    private const int MostEach = 4;
    private const int MostHouseholds = 1000;

    private readonly Lock _lock = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<string, LinkedList<string>> _known = [];

    /// <summary>Whether the household has sent this one before, in vain.</summary>
    public bool IsKnown(string household, string secret)
    {
        lock (_lock)
        {
            return _known.TryGetValue(household, out var digests) && digests.Contains(Digest(secret));
        }
    }

    /// <summary>Remembers one that was wrong.</summary>
    public void Note(string household, string secret)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue(household, out var digests))
            {
                if (_known.Count >= MostHouseholds)
                {
                    _known.Clear();
                }

                _known[household] = digests = [];
            }

            digests.AddLast(Digest(secret));
            if (digests.Count > MostEach)
            {
                digests.RemoveFirst();
            }
        }
    }

    private string Digest(string secret) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(secret)));
}
