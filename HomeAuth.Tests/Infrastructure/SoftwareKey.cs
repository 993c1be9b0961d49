using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>An authenticator whose every word can be a lie: for what no honest one can be made to say.</summary>
public sealed class SoftwareKey : IDisposable
{
    private const byte Present = 0x01;
    private const byte Verified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(16);

    public string RpId { get; set; } = "localhost";

    public required string Origin { get; set; }

    public bool IsVerified { get; set; } = true;

    public uint Counter { get; set; } = 1;

    /// <summary>The user that the key says it belongs to.</summary>
    public string UserHandle { get; set; } = "";

    public string Id => Base64Url.EncodeToString(_id);

    /// <summary>Answers to "make a passkey".</summary>
    public string Attest(JsonElement options)
    {
        UserHandle = options.GetProperty("user").GetProperty("id").GetString()!;
        var parameters = _key.ExportParameters(false);
        byte[] publicKey = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32, .. parameters.Q.X!, 0x22, 0x58, 32, .. parameters.Q.Y!];
        byte[] data = [.. AuthenticatorData(HasCredential), .. new byte[16], 0, (byte)_id.Length, .. _id, .. publicKey];
        byte[] attestation =
        [
            0xA3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xA0, .. Text("authData"), 0x59, (byte)(data.Length >> 8), (byte)data.Length, .. data,
        ];
        return Credential(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(ClientData("webauthn.create", options)),
            ["attestationObject"] = Base64Url.EncodeToString(attestation),
            ["transports"] = new[] { "internal" },
        });
    }

    /// <summary>Answers to "show your passkey".</summary>
    public string Assert(JsonElement options)
    {
        var client = ClientData("webauthn.get", options);
        var data = AuthenticatorData(0);
        byte[] signed = [.. data, .. SHA256.HashData(client)];
        return Credential(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(_key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = UserHandle,
        });
    }

    public void Dispose() => _key.Dispose();

    private byte[] AuthenticatorData(byte flags)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(RpId)), (byte)(flags | Present | (IsVerified ? Verified : 0)), .. counter];
    }

    private byte[] ClientData(string type, JsonElement options) => JsonSerializer.SerializeToUtf8Bytes(
        new Dictionary<string, object> { ["type"] = type, ["challenge"] = options.GetProperty("challenge").GetString()!, ["origin"] = Origin, ["crossOrigin"] = false });

    private string Credential(Dictionary<string, object> response) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["id"] = Id,
        ["rawId"] = Id,
        ["type"] = "public-key",
        ["clientExtensionResults"] = new Dictionary<string, object>(),
        ["response"] = response,
    });

    private static byte[] Text(string text) => [(byte)(0x60 | text.Length), .. Encoding.ASCII.GetBytes(text)];
}
