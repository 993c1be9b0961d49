using System.Globalization;

namespace HomeAuth.App.Components.Shared;

/// <summary>The language of the page in which it was made: what somebody else sets off there would otherwise speak theirs.</summary>
public sealed class OwnLanguage
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _words = CultureInfo.CurrentUICulture;

    /// <summary>Does something in it.</summary>
    public async Task SpeakAsync(Func<Task> act)
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _words);
        await act();
    }
}
