using System.Globalization;
using HomeAuth.Core.History;
using HomeAuth.Core.Settings;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace HomeAuth.App.Components.History;

/// <summary>What somebody asks of the history, as it stands in the address of the page and of its files: one text for what is seen and what is exported.</summary>
public sealed class HistoryFilter
{
    /// <summary>Whoever looks.</summary>
    public const string Me = "";

    /// <summary>Everybody, and what concerns nobody.</summary>
    public const string Everybody = "all";

    private const string Day = "yyyy-MM-dd";

    /// <summary>The id of a user, <see cref="Me"/> or <see cref="Everybody"/>.</summary>
    public string Person { get; set; } = Me;

    public string Kind { get; set; } = "";

    /// <summary><c>ok</c>, <c>failed</c>, or empty for both.</summary>
    public string Outcome { get; set; } = "";

    public string Text { get; set; } = "";

    public DateOnly? From { get; set; }

    public DateOnly? Until { get; set; }

    /// <summary>Reads an address; null when it asks for what cannot be, so that nobody gets more than they asked for.</summary>
    public static HistoryFilter? Read(IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        var values = query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        var filter = new HistoryFilter
        {
            Person = values.GetValueOrDefault("person", Me),
            Kind = values.GetValueOrDefault("kind", ""),
            Outcome = values.GetValueOrDefault("outcome", ""),
            Text = values.GetValueOrDefault("text", ""),
            From = DayOf(values, "from"),
            Until = DayOf(values, "until"),
        };
        var isClear = (filter.Kind.Length == 0 || SecurityEventTypes.All.Contains(filter.Kind))
            && filter.Outcome is "" or "ok" or "failed"
            && filter.Text.Length <= 200 && !filter.Text.Contains('\0', StringComparison.Ordinal) && !filter.Person.Contains('\0', StringComparison.Ordinal)
            && (filter.From is not null || values.GetValueOrDefault("from", "").Length == 0)
            && (filter.Until is not null || values.GetValueOrDefault("until", "").Length == 0);
        return isClear ? filter : null;
    }

    /// <summary>The address of a page or file with this filter.</summary>
    public string Address(string path) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["person"] = Given(Person),
        ["kind"] = Given(Kind),
        ["outcome"] = Given(Outcome),
        ["text"] = Given(Text.Trim()),
        ["from"] = From?.ToString(Day, CultureInfo.InvariantCulture),
        ["until"] = Until?.ToString(Day, CultureInfo.InvariantCulture),
    }.Where(pair => pair.Value is not null));

    /// <summary>The same for Core; days are those of the house, and the last one counts in full.</summary>
    public HistoryQuery Query(string me, SettingsInEffect house) => new(
        Person switch { Me => me, Everybody => null, _ => Person },
        Given(Kind),
        Outcome switch { "ok" => true, "failed" => false, _ => null },
        Given(Text.Trim()),
        From is { } from ? house.StartOf(from) : null,
        Until is { } until && until < DateOnly.MaxValue ? house.StartOf(until.AddDays(1)) : null);

    private static string? Given(string value) => value.Length == 0 ? null : value;

    private static DateOnly? DayOf(Dictionary<string, string> values, string name) =>
        DateOnly.TryParseExact(values.GetValueOrDefault(name), Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
