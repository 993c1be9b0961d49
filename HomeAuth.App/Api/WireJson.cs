using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HomeAuth.App.Api;

/// <summary>How JSON looks on the wire: names in snake case, times with microseconds and an offset.</summary>
public static class WireJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        // Read as JSON alone (nosniff), so letters stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new TimeConverter() },
    };

    /// <summary>How deep JSON may be. A document costs its size times its depth to read: 50 000 levels, 100 kB, were seven seconds of work for anybody's asking.</summary>
    public const int MaxDepth = 128;

    /// <summary>Whether it is JSON, but deeper than is read; found out in one pass.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static bool IsTooDeep(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var deepest = 0;
        while (reader.Read())
        {
            deepest = Math.Max(deepest, reader.CurrentDepth);
        }

        return deepest >= MaxDepth;
    }

    public static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Time(value));
    }
}
