using System.Globalization;
using System.Text;

namespace HomeAuth.Core.Users;

/// <summary>Full Unicode case folding (Unicode Standard §3.13, rule R4), from the Unicode Character Database's own table.</summary>
/// <remarks>.NET only has simple lower and upper casing: it keeps <c>ß</c> and <c>ss</c> apart, which Home Assistant does not.</remarks>
public static class CaseFolding
{
    private static readonly Lazy<Dictionary<int, string>> Table = new(Load);

    /// <summary>The text with each character replaced by its folded form, so that texts that differ in case alone become equal.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            folded.Append(Table.Value.TryGetValue(rune.Value, out var replacement) ? replacement : rune.ToString());
        }

        return folded.ToString();
    }

    private static Dictionary<int, string> Load()
    {
        using var stream = typeof(CaseFolding).Assembly.GetManifestResourceStream("CaseFolding.txt")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            // 00DF; F; 0073 0073;
            if (line.Split(';', StringSplitOptions.TrimEntries) is [var from, _, var to, ..] && !line.StartsWith('#'))
            {
                table[Code(from)] = string.Concat(to.Split(' ').Select(code => char.ConvertFromUtf32(Code(code))));
            }
        }

        return table;
    }

    private static int Code(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
