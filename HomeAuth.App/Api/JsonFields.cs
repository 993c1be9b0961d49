using System.Globalization;
using System.Text.Json;
using HomeAuth.Core.Users;

namespace HomeAuth.App.Api;

/// <summary>A JSON object that somebody sent, read by name. What is missing, of the wrong kind or unknown is refused in the words that Home Assistant uses.</summary>
public sealed class JsonFields
{
    private const int LongestText = 10_000;
    private const int MostItems = 1000;

    private readonly JsonElement _fields;

    public JsonFields(JsonElement fields, IReadOnlyCollection<string> known)
    {
        if (fields.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidFormatException("expected a dictionary");
        }

        _fields = fields;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields.EnumerateObject())
        {
            var name = NameOf(field) ?? throw Wrong("extra keys not allowed", "");
            if (!seen.Add(name))
            {
                throw Wrong("value given twice", name);
            }

            if (known.Count > 0 && !known.Contains(name))
            {
                throw Wrong("extra keys not allowed", name);
            }
        }
    }

    public IEnumerable<string> Names => _fields.EnumerateObject().Select(one => one.Name);

    /// <summary>A field of an object that is not judged yet; the last of several.</summary>
    public static JsonElement? Peek(JsonElement fields, string name)
    {
        JsonElement? found = null;
        foreach (var field in fields.EnumerateObject().Where(field => NameOf(field) == name))
        {
            found = field.Value;
        }

        return found;
    }

    public bool Has(string name) => _fields.TryGetProperty(name, out _);

    public string Text(string name) => OptionalText(name) ?? throw Missing(name);

    /// <summary>Null when it is not given; given as null is wrong.</summary>
    public string? OptionalText(string name) => _fields.TryGetProperty(name, out var value) ? TextOf(value, name) : null;

    /// <summary>Null when it is not given, or given as null.</summary>
    public string? NullableText(string name) =>
        _fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? TextOf(value, name) : null;

    public bool? OptionalFlag(string name) => _fields.TryGetProperty(name, out var value)
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong("expected bool for dictionary value", name)
        : null;

    public bool Flag(string name) => OptionalFlag(name) ?? throw Missing(name);

    public int? OptionalNumber(string name) => _fields.TryGetProperty(name, out var value)
        ? value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Wrong("expected int for dictionary value", name)
        : null;

    public int Number(string name) => OptionalNumber(name) ?? throw Missing(name);

    /// <summary>All fields, each of them a number; walked once, since to look one up by its name is to walk them all.</summary>
    public Dictionary<string, int> Numbers(int most)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var field in _fields.EnumerateObject())
        {
            numbers[field.Name] = numbers.Count == most ? throw Wrong("too many values", field.Name)
                : field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetInt32(out var number) ? number
                : throw Wrong("expected int for dictionary value", field.Name);
        }

        return numbers;
    }

    public IReadOnlyList<string>? OptionalTexts(string name)
    {
        if (!_fields.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > MostItems)
        {
            throw Wrong("expected a list for dictionary value", name);
        }

        return [.. value.EnumerateArray().Select(item => TextOf(item, name))];
    }

    /// <summary>Whatever was given, as JSON.</summary>
    public JsonElement Any(string name) => _fields.TryGetProperty(name, out var value) ? value : throw Missing(name);

    public JsonFields? OptionalObject(string name, params string[] known)
    {
        if (!_fields.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object ? new JsonFields(value, known) : throw Wrong("expected a dictionary for dictionary value", name);
    }

    public static InvalidFormatException Missing(string name) => new(string.Create(CultureInfo.InvariantCulture, $"required key not provided @ data['{Short(name)}']"));

    public static InvalidFormatException Wrong(string problem, string name) => new(string.Create(CultureInfo.InvariantCulture, $"{problem} @ data['{Short(name)}']"));

    // Null for a name with half a character in it, over which every lookup in the object would stumble.
    private static string? NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // JSON can spell halves of characters, and NUL, which no database keeps.
    private static string TextOf(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong("expected str for dictionary value", name);
        }

        string? text;
        try
        {
            text = value.GetString();
        }
        catch (InvalidOperationException)
        {
            text = null;
        }

        return text is { Length: <= LongestText } && !text.Contains('\0', StringComparison.Ordinal) && PlainText.IsWellFormed(text)
            ? text
            : throw Wrong("expected str for dictionary value", name);
    }

    private static string Short(string name)
    {
        var plain = new string([.. name.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter))]);
        return plain.Length <= 100 ? plain : plain[..100];
    }
}

/// <summary>What was sent does not have the form that was asked for.</summary>
public sealed class InvalidFormatException(string message) : Exception(message);
