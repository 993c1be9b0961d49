using System.Globalization;
using HomeAuth.Core.Household;

namespace HomeAuth.App.Components.Settings;

/// <summary>A lifetime as somebody types it.</summary>
/// <param name="Number">The number; what is no whole number is never silently changed into one.</param>
/// <param name="Unit">Of what.</param>
public sealed record LifetimeDraft(string Number, LifetimeUnit Unit)
{
    /// <summary>The lifetime in the largest unit in which it is a whole number.</summary>
    public static LifetimeDraft Of(TimeSpan lifetime)
    {
        var minutes = (long)lifetime.TotalMinutes;
        var unit = new[] { LifetimeUnit.Days, LifetimeUnit.Hours }.FirstOrDefault(unit => minutes > 0 && minutes % (int)unit == 0, LifetimeUnit.Minutes);
        return new((minutes / (int)unit).ToString(CultureInfo.InvariantCulture), unit);
    }

    /// <summary>The lifetime; zero, which Core refuses, when it is none or longer than any may be.</summary>
    public TimeSpan Lifetime => int.TryParse(Number.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= SettingsChange.Longest.TotalMinutes / (int)Unit
        ? TimeSpan.FromMinutes(number * (int)Unit)
        : TimeSpan.Zero;
}

/// <summary>A unit of lifetimes; the value is its length in minutes.</summary>
public enum LifetimeUnit
{
    Minutes = 1,
    Hours = 60,
    Days = 1440,
}
