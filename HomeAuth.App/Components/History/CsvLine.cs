namespace HomeAuth.App.Components.History;

/// <summary>One line of a table as text (RFC 4180). What a stranger chose, such as a user agent, stays text where a spreadsheet opens it.</summary>
public static class CsvLine
{
    // With these a spreadsheet takes a cell for a formula, also behind what it does not show.
    private const string Formula = "=+-@\t\r\n";

    public static string Of(params IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(string? value)
    {
        var text = value ?? "";
        var harmless = text.TrimStart() is var shown && ((text.Length > 0 && Formula.Contains(text[0], StringComparison.Ordinal)) || (shown.Length > 0 && Formula.Contains(shown[0], StringComparison.Ordinal)))
            ? "'" + text
            : text;
        return harmless.AsSpan().IndexOfAny(",\"\r\n") < 0 ? harmless : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
