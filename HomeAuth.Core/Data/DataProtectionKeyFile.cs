using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HomeAuth.Core.Data;

/// <summary>The key file beside the database that encrypts the key ring inside it, so that a stolen database alone opens nothing.</summary>
public sealed class DataProtectionKeyFile(X509Certificate2 key) : IDisposable
{
    /// <summary>The name of the file in the data directory.</summary>
    public const string FileName = "homeauth.key";

    private readonly string _certificate = Convert.ToBase64String(key.RawData);

    /// <summary>Whether a key of the ring was encrypted with this file.</summary>
    /// <param name="keyXml">The key as the database has it; the certificate it was encrypted for stands in it.</param>
    public bool Opens(string keyXml) => string.Concat(keyXml.Where(letter => !char.IsWhiteSpace(letter))).Contains(_certificate, StringComparison.Ordinal);

    /// <inheritdoc />
    public void Dispose() => key.Dispose();

    /// <summary>Reads the key, making one on the first start.</summary>
    /// <exception cref="StartupException">The file is there but cannot be read.</exception>
    public static X509Certificate2 LoadOrCreate(DataDirectory directory, TimeProvider time)
    {
        var path = directory.File(FileName);
        if (!File.Exists(path))
        {
            using var key = RSA.Create(3072);
            var request = new CertificateRequest("CN=HomeAuth key ring", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var now = time.GetUtcNow();
            using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(100));
            directory.Write(FileName, made.Export(X509ContentType.Pkcs12));
        }

        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(path, password: null, X509KeyStorageFlags.EphemeralKeySet);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The key file {path} cannot be read ({error.Message}); restore it from a backup. Without it nobody stays signed in.", error);
        }
    }
}
