using System.Text.Json.Nodes;

namespace HomeAuth.Core.Import;

/// <summary>What a configuration of Home Assistant means here.</summary>
/// <param name="Findings">Each thing that has to do with signing in, in the order of the file.</param>
/// <param name="Settings">What can be applied: the content of <c>homeauth.json</c> below <c>HomeAuth</c>, with secrets.</param>
/// <param name="NeedsMachine">Whether some of it names programs of this machine, so that it can be applied by the command line alone.</param>
public sealed record OldConfigurationReport(IReadOnlyList<OldFinding> Findings, JsonObject Settings, bool NeedsMachine)
{
    /// <summary>Whether there is anything to apply.</summary>
    public bool HasSettings => Settings.Count > 0;

    /// <summary>Whether some of it cannot work as it is written.</summary>
    public bool HasProblems => Findings.Any(finding => finding.Outcome == OldOutcome.Problem);
}
