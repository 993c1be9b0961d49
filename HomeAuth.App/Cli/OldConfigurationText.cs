using System.Globalization;
using HomeAuth.App.Localization;
using HomeAuth.Core.Import;

namespace HomeAuth.App.Cli;

/// <summary>The report on an old configuration, for a console: found, what becomes of it, what it means, the setting here.</summary>
public static class OldConfigurationText
{
    public static string Of(OldConfigurationReport report, Texts text) => report.Findings.Count == 0
        ? text["import.nothing_found"]
        : string.Join('\n', report.Findings.Select(finding => string.Create(
            CultureInfo.InvariantCulture,
            $"line {finding.Line}: {finding.Key} ({text[$"import.outcome.{finding.Outcome}"]})\n    {text[$"import.{finding.Meaning}"]}{(finding.Setting is null ? "" : $"\n    {finding.Setting}")}")));
}
