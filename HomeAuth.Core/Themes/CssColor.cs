using System.Globalization;

namespace HomeAuth.Core.Themes;

/// <summary>A colour as style sheets write it.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="A">How much it covers, 0 to 1.</param>
public readonly record struct CssColor(byte R, byte G, byte B, double A = 1)
{
    /// <summary>Black.</summary>
    public static CssColor Black { get; } = new(0, 0, 0);

    /// <summary>White.</summary>
    public static CssColor White { get; } = new(255, 255, 255);

    /// <summary>How light it is to an eye, 0 to 1 (WCAG 2.2, relative luminance).</summary>
    public double Luminance => (0.2126 * Linear(R)) + (0.7152 * Linear(G)) + (0.0722 * Linear(B));

    /// <summary>Reads a name, <c>#rgb</c> to <c>#rrggbbaa</c>, <c>rgb()</c> or <c>hsl()</c> in the old and the new way of writing; null for anything else.</summary>
    public static CssColor? Parse(string? text)
    {
        text = text?.Trim().ToLowerInvariant() ?? "";
        if (text.StartsWith('#'))
        {
            return Hex(text[1..]);
        }

        return text.EndsWith(')') ? Function(text) : CssColorNames.Find(text);
    }

    /// <summary>A colour that the program itself wrote.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static CssColor Of(string text) => Parse(text) ?? throw new FormatException(text);

    /// <summary>What is seen when it lies over a ground that covers everything.</summary>
    public CssColor Over(CssColor ground) => A >= 1 ? this : ground.Mix(this with { A = 1 }, A);

    /// <summary>The ratio of this, as text or line, to what it lies on: 1 to 21 (WCAG 2.2, contrast ratio).</summary>
    public double ContrastOn(CssColor ground)
    {
        var (one, other) = (Over(ground).Luminance, ground.Luminance);
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    /// <summary>Black or white, whichever is read better on it; at least 4.58 to 1.</summary>
    public CssColor Opposite() => White.ContrastOn(this) >= Black.ContrastOn(this) ? White : Black;

    /// <summary>A part of another colour put into it.</summary>
    public CssColor Mix(CssColor other, double share) => new(Mix(R, other.R, share), Mix(G, other.G, share), Mix(B, other.B, share), A);

    /// <summary><c>#rrggbb</c>, or <c>#rrggbbaa</c> where something shines through.</summary>
    public override string ToString() =>
        A >= 1 ? $"#{R:x2}{G:x2}{B:x2}" : $"#{R:x2}{G:x2}{B:x2}{Byte(A * 255):x2}";

    private static byte Mix(byte one, byte other, double share) => Byte(one + ((other - one) * share));

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value, MidpointRounding.AwayFromZero), 0, 255);

    private static double Linear(byte value) => value / 255.0 is var part && part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);

    private static CssColor? Hex(string digits)
    {
        if (digits.Length is 3 or 4)
        {
            digits = string.Concat(digits.Select(digit => new string(digit, 2)));
        }

        return digits.Length is 6 or 8 && uint.TryParse(digits.PadRight(8, 'f'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new CssColor((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (value & 255) / 255.0)
            : null;
    }

    private static CssColor? Function(string text)
    {
        var start = text.IndexOf('(', StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var name = text[..start];
        var parts = text[(start + 1)..^1].Split([',', ' ', '/', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (3 or 4) || (parts.Length == 4 ? Number(parts[3], 1) : 1) is not { } alpha)
        {
            return null;
        }

        return name switch
        {
            "rgb" or "rgba" when Number(parts[0], 255) is { } r && Number(parts[1], 255) is { } g && Number(parts[2], 255) is { } b =>
                new CssColor(Byte(r), Byte(g), Byte(b), Math.Clamp(alpha, 0, 1)),
            "hsl" or "hsla" when Number(parts[0].Replace("deg", "", StringComparison.Ordinal), 360) is { } h && Number(parts[1], 1) is { } s && Number(parts[2], 1) is { } l =>
                Hsl(h, Math.Clamp(s > 1 ? s / 100 : s, 0, 1), Math.Clamp(l > 1 ? l / 100 : l, 0, 1), Math.Clamp(alpha, 0, 1)),
            _ => null,
        };
    }

    // CSS Color 4 §7.1.
    private static CssColor Hsl(double hue, double saturation, double lightness, double alpha)
    {
        return new(Channel(0), Channel(8), Channel(4), alpha);

        byte Channel(int n)
        {
            var k = (n + (((hue % 360) + 360) % 360 / 30)) % 12;
            return Byte(255 * (lightness - (saturation * Math.Min(lightness, 1 - lightness) * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)))));
        }
    }

    private static double? Number(string text, double whole)
    {
        var percent = text.EndsWith('%');
        return double.TryParse(percent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? percent ? value / 100 * whole : value
            : null;
    }
}
