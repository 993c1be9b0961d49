using System.Globalization;
using HomeAuth.App.Localization;
using HomeAuth.Core.Preferences;

namespace HomeAuth.Tests.App.Localization;

public sealed class FormatsTests
{
    private static readonly DateTime Afternoon = new(2026, 3, 7, 15, 4, 5);
    private static readonly CultureInfo American = CultureInfo.GetCultureInfo("en-US");

    [Theory]
    [InlineData("de", null, "1.234.567,89")]
    [InlineData("de", "language", "1.234.567,89")]
    [InlineData("de", "system", "1,234,567.89")]
    [InlineData("de", "comma_decimal", "1,234,567.89")]
    [InlineData("en", "decimal_comma", "1.234.567,89")]
    [InlineData("en", "quote_decimal", "1’234’567.89")]
    [InlineData("en", "space_comma", "1\u00a0234\u00a0567,89")]
    [InlineData("de", "none", "1234567.89")]
    [InlineData("de", "nonsense", "1.234.567,89")]
    [InlineData("ar", null, "1,234,567.89")]
    public void NumbersAreWrittenAsChosen(string language, string? chosen, string written) =>
        Assert.Equal(written, 1234567.89m.ToString("N2", Culture(language, new LanguagePreference(language, NumberFormat: chosen))));

    [Theory]
    [InlineData("de", null, "15:04", "15:04:05")]
    [InlineData("de", "12", "3:04 PM", "3:04:05 PM")]
    [InlineData("de", "system", "3:04 PM", "3:04:05 PM")]
    [InlineData("en-US", "24", "15:04", "15:04:05")]
    [InlineData("fi", "12", "3.04 ip.", "3.04.05 ip.")]
    [InlineData("ko", "24", "15:04", "15:04:05")]
    [InlineData("ja", "12", "午後3:04", "午後3:04:05")]
    [InlineData("zh-Hans", "12", "下午3:04", "下午3:04:05")]
    [InlineData("de", "25", "15:04", "15:04:05")]
    public void TimesAreWrittenAsChosen(string language, string? chosen, string time, string exact)
    {
        var culture = Culture(language, new LanguagePreference(language, TimeFormat: chosen));
        Assert.Equal(time, Afternoon.ToString("t", culture));
        Assert.Equal(exact, Afternoon.ToString("T", culture));
        Assert.EndsWith(exact, Afternoon.ToString("F", culture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de", null, "07.03.2026")]
    [InlineData("de", "DMY", "07.03.2026")]
    [InlineData("de", "MDY", "03.07.2026")]
    [InlineData("de", "YMD", "2026.03.07")]
    [InlineData("de", "system", "3/7/2026")]
    [InlineData("de", "YYMMDD", "07.03.2026")]
    public void DatesAreWrittenAsChosen(string language, string? chosen, string written) =>
        Assert.Equal(written, Afternoon.ToString("d", Culture(language, new LanguagePreference(language, DateFormat: chosen))));

    [Theory]
    [InlineData(null, DayOfWeek.Monday)]
    [InlineData("language", DayOfWeek.Monday)]
    [InlineData("sunday", DayOfWeek.Sunday)]
    [InlineData("saturday", DayOfWeek.Saturday)]
    [InlineData("7", DayOfWeek.Monday)]
    public void WeeksBeginAsChosen(string? chosen, DayOfWeek first) =>
        Assert.Equal(first, Culture("de", new LanguagePreference("de", FirstWeekday: chosen)).DateTimeFormat.FirstDayOfWeek);

    [Fact]
    public void EachLanguageWritesTwelveAndTwentyFourHours() => Assert.All(Languages.All, language =>
    {
        var twelve = Culture(language.Tag, new LanguagePreference(language.Tag, TimeFormat: "12"));
        Assert.Contains("3", Afternoon.ToString("t", twelve), StringComparison.Ordinal);
        Assert.NotEqual(Afternoon.AddHours(-12).ToString("t", twelve), Afternoon.ToString("t", twelve));
        Assert.Contains("15", Afternoon.ToString("t", Culture(language.Tag, new LanguagePreference(language.Tag, TimeFormat: "24"))), StringComparison.Ordinal);
    });

    [Fact]
    public void LanguageItselfIsNotChanged()
    {
        Culture("de", new LanguagePreference("de", "none", "12", "YMD", "local", "sunday"));
        Assert.Equal("15:04", Afternoon.ToString("t", CultureInfo.GetCultureInfo("de")));
    }

    private static CultureInfo Culture(string language, LanguagePreference chosen) => Formats.Write(CultureInfo.GetCultureInfo(language), chosen, American);
}
