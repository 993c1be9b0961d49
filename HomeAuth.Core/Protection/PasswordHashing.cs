using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HomeAuth.Core.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NSec.Cryptography;

namespace HomeAuth.Core.Protection;

/// <summary>Password hashing: argon2id, 19 MiB, two passes, one lane (OWASP), by a bounded number of workers so that sign-in cannot be used to exhaust the machine.</summary>
/// <remarks>Hashes are kept in PHC form, <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>. Passwords are hashed as UTF-8 after NFC, uncut.</remarks>
public sealed class PasswordHashing : IPasswordHasher<HomeUser>, IDisposable
{
    private const int MemoryKibibytes = 19 * 1024;
    private const int Passes = 2;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private static readonly string Prefix = string.Create(CultureInfo.InvariantCulture, $"$argon2id$v=19$m={MemoryKibibytes},t={Passes},p=1$");

    private readonly SemaphoreSlim _workers;
    private readonly string _hashOfNobody;

    /// <summary>Starts the workers.</summary>
    public PasswordHashing(IOptions<HomeAuthOptions> options)
    {
        var workers = options.Value.Limits.PasswordHashWorkers;
        _workers = new SemaphoreSlim(workers > 0 ? workers : Math.Max(1, Environment.ProcessorCount - 1));
        _hashOfNobody = Hash(Identifier.New());
    }

    /// <summary>Hashes a new password, with a salt of its own.</summary>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken = default) =>
        WorkAsync(() => Hash(password), cancellationToken);

    /// <summary>Whether the password belongs to the hash. Without a hash (unknown user, no password) the same work is done and the answer is no.</summary>
    public Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancellationToken = default) =>
        WorkAsync(() => Verify(hash ?? _hashOfNobody, password) && hash is not null, cancellationToken);

    /// <summary>Derives 32 bytes from a secret that people type, at the same cost as a password.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="salt">16 bytes.</param>
    /// <param name="cancellationToken">Ends the wait for one's turn.</param>
    public Task<byte[]> DeriveAsync(string secret, byte[] salt, CancellationToken cancellationToken = default) =>
        WorkAsync(() => Derive(secret, salt, MemoryKibibytes, Passes), cancellationToken);

    /// <summary>A new salt.</summary>
    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltBytes);

    /// <summary>Whether the hash was made with other parameters than today's and should be made again at the next sign-in.</summary>
    public static bool NeedsRehash(string hash) => !hash.StartsWith(Prefix, StringComparison.Ordinal);

    /// <inheritdoc />
    public string HashPassword(HomeUser user, string password) => Hash(password);

    /// <inheritdoc />
    public PasswordVerificationResult VerifyHashedPassword(HomeUser user, string hashedPassword, string providedPassword) =>
        !Verify(hashedPassword, providedPassword) ? PasswordVerificationResult.Failed
        : NeedsRehash(hashedPassword) ? PasswordVerificationResult.SuccessRehashNeeded
        : PasswordVerificationResult.Success;

    /// <inheritdoc />
    public void Dispose() => _workers.Dispose();

    private async Task<T> WorkAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _workers.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _workers.Release();
        }
    }

    private static string Hash(string password)
    {
        var salt = NewSalt();
        return $"{Prefix}{Unpadded(salt)}${Unpadded(Derive(password, salt, MemoryKibibytes, Passes))}";
    }

    private static bool Verify(string hash, string password)
    {
        // "", argon2id, v=19, m=19456,t=2,p=1, salt, hash
        if (hash.Split('$') is not ["", "argon2id", "v=19", var costs, var salt, var expected]
            || costs.Split(',') is not [['m', '=', .. var memory], ['t', '=', .. var passes], "p=1"])
        {
            return false;
        }

        var derived = Derive(
            password, FromUnpadded(salt), int.Parse(memory, CultureInfo.InvariantCulture), int.Parse(passes, CultureInfo.InvariantCulture));
        return CryptographicOperations.FixedTimeEquals(derived, FromUnpadded(expected));
    }

    // NSec's overload for strings would hash UTF-16, which no other argon2 agrees with.
    private static byte[] Derive(string password, byte[] salt, int memory, int passes)
    {
        var argon2 = PasswordBasedKeyDerivationAlgorithm.Argon2id(
            new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memory, NumberOfPasses = passes });
        var bytes = Encoding.UTF8.GetBytes(Passwords.Normalize(password));
        try
        {
            return argon2.DeriveBytes(bytes, salt, HashBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static string Unpadded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] FromUnpadded(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
}
