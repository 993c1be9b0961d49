namespace HomeAuth.App.Localization;

/// <summary>How long ago something was, or in how long it will be, in one unit and whole numbers. The texts are Unicode CLDR's, which the tests compare with JavaScript's <c>Intl</c>.</summary>
public static class RelativeTime
{
    private const double DaysOfMonth = 365.25 / 12;

    /// <summary>The largest unit first, with how many seconds it has.</summary>
    private static readonly (string Name, double Seconds)[] Units =
        [("years", 365.25 * 86_400), ("months", DaysOfMonth * 86_400), ("days", 86_400), ("hours", 3600), ("minutes", 60)];

    /// <summary>A time from now in words; negative for what has been. Within a minute it is now.</summary>
    public static string Of(Texts text, TimeSpan fromNow)
    {
        // What begins to last for ten years does not last for nine, the moment after.
        var seconds = fromNow > TimeSpan.Zero ? fromNow.TotalSeconds * 1.01 : -fromNow.TotalSeconds;
        var (name, length) = Units.FirstOrDefault(unit => seconds >= unit.Seconds);
        return name is null ? text["now"]
            : fromNow > TimeSpan.Zero ? text.Count($"in.{name}", (long)(seconds / length))
            : text.Count($"ago.{name}", (long)(seconds / length));
    }
}
