using MudBlazor;

namespace HomeAuth.App.Components.Overview;

/// <summary>What a person should do next about their sign-in, most urgent first.</summary>
/// <param name="Severity">Whether it is advice or praise.</param>
/// <param name="Key">The key of its text.</param>
/// <param name="Count">The number in the text, if it has one.</param>
/// <param name="Link">Where it is mended.</param>
public sealed record Advice(Severity Severity, string Key, int? Count = null, string? Link = null)
{
    private const int FewCodes = 3;

    public static IReadOnlyList<Advice> Of(OverviewView view, string baseUri)
    {
        var advice = Warnings(view, baseUri).ToList();
        return advice.Count > 0 ? advice : [new(Severity.Success, "overview.advice.none")];
    }

    private static IEnumerable<Advice> Warnings(OverviewView view, string baseUri)
    {
        var (factors, hasFactor) = (view.Factors, view.Factors.Factors + view.Factors.Passkeys > 0);
        if (!hasFactor)
        {
            yield return new(Severity.Warning, factors.CameBack ? "overview.advice.came_back" : "overview.advice.no_factor", Link: "/profile/security#mfa");
        }

        if (factors.CodesLeft == 0)
        {
            yield return new(Severity.Warning, "overview.advice.no_codes", Link: "/profile/security#recovery");
        }
        else if (factors.CodesLeft <= FewCodes)
        {
            yield return new(Severity.Warning, "overview.advice.few_codes", factors.CodesLeft, "/profile/security#recovery");
        }

        if (view.SignIns.Count(entry => !entry.Succeeded) is > 0 and var failed)
        {
            yield return new(Severity.Warning, "overview.advice.failed", failed);
        }

        if (view.LongUnused > 0)
        {
            yield return new(Severity.Warning, "overview.advice.unused", view.LongUnused, "/profile/security#devices");
        }

        if (view.NeverExpiring > 0)
        {
            yield return new(Severity.Warning, "overview.advice.never_expires", view.NeverExpiring, "/profile/security#devices");
        }

        if (new Uri(baseUri) is { Scheme: "http", IsLoopback: false })
        {
            yield return new(Severity.Warning, "overview.advice.plain_http");
        }
    }
}
