using HomeAuth.Core.Flows;

namespace HomeAuth.App.Api;

/// <summary>The steps of flows as they look on the wire.</summary>
public static class WireSteps
{
    /// <summary>A question, or the end without success.</summary>
    /// <param name="step">The step.</param>
    /// <param name="handler">What the flow is with: a provider's type and id, or a module's id.</param>
    public static Dictionary<string, object?> Of(FlowStep step, object handler) => step switch
    {
        FormStep form => new()
        {
            ["type"] = "form",
            ["flow_id"] = form.FlowId,
            ["handler"] = handler,
            ["step_id"] = form.StepId,
            ["data_schema"] = form.Schema.Select(Field),
            ["errors"] = form.Error is null ? new Dictionary<string, string>() : new() { ["base"] = form.Error },
            ["description_placeholders"] = form.Placeholders,
            ["last_step"] = null,
            ["preview"] = null,
        },
        AbortStep abort => new()
        {
            ["type"] = "abort",
            ["flow_id"] = abort.FlowId,
            ["handler"] = handler,
            ["reason"] = abort.Reason,
            ["description_placeholders"] = null,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private static Dictionary<string, object> Field(FlowField field)
    {
        Dictionary<string, object> wire = new() { ["type"] = field.Options is null ? "string" : "select", ["name"] = field.Name, [field.Required ? "required" : "optional"] = true };
        if (field.Options is { } options)
        {
            wire["options"] = options.Select(option => new[] { option.Value, option.Name });
        }

        return wire;
    }
}
