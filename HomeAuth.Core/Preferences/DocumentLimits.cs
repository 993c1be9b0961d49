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

        var text = value.GetRawText();
        if (text.Length > ValueLength || !CanBeWrittenAgain(text))
        {
            throw new HomeAuthException(ErrorCodes.ValueTooLarge, "value");
        }
    }

    // Not too deep, and without an escaped half of a surrogate pair: one document with that could never be told to anybody again, nor a list with it.
    private static bool CanBeWrittenAgain(string json)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth > Depth || (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.GetString() is null))
                {
                    return false;
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
