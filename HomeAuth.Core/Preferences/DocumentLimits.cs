using System.Text.Json;
using HomeAuth.Core.Users;

namespace HomeAuth.Core.Preferences;

/// <summary>How much the house keeps for programs, so that none of them fills the disk.</summary>
public static class DocumentLimits
{
    /// <summary>Most documents of one person, and of the house.</summary>
    public const int Documents = 200;

    private const int KeyLength = 128;
    private const int ValueLength = 100_000;
    private const int Depth = 64;

    internal static void Check(string key, JsonElement value)
    {
        if (key.Length is 0 or > KeyLength || !PlainText.IsPlain(key, joiners: false))
        {
            throw new HomeAuthException(ErrorCodes.ValueTooLarge, "key");
        }

        // PostgreSQL keeps no NUL in a text, and half a surrogate pair nowhere.
        var text = value.GetRawText();
        if (text.Length > ValueLength || DepthOf(text) > Depth || !PlainText.IsWellFormed(text))
        {
            throw new HomeAuthException(ErrorCodes.ValueTooLarge, "value");
        }
    }

    private static int DepthOf(string json)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = int.MaxValue });
        var deepest = 0;
        while (reader.Read())
        {
            deepest = Math.Max(deepest, reader.CurrentDepth);
        }

        return deepest;
    }
}
