using HomeAuth.App.Images;
using HomeAuth.Core;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>A person's own second factors, as Home Assistant has them.</summary>
public static class MfaCommands
{
    public static void Map(CommandMap map)
    {
        map.Add("auth/setup_mfa", Acts.ChangeSignIn, SetUpAsync, "mfa_module_id", "flow_id", "user_input")
            .Answers(ErrorCodes.InvalidFlow, "not_found", "Flow not found")
            .Answers(ErrorCodes.SystemGenerated, "not_system_user", "System generated users cannot enable multi-factor auth module.");
        map.Add("auth/depose_mfa", Acts.ChangeSignIn, DeposeAsync, "mfa_module_id");
    }

    /// <summary>All configured modules, and whether the person has set them up.</summary>
    internal static async Task<IEnumerable<object>> ModulesAsync(CommandContext context)
    {
        var enabled = (await context.Get<SecondFactors>().ListAsync(context.Token.UserId)).Select(factor => factor.ModuleId).ToHashSet();
        return context.Get<MfaModules>().All.Select(module => new { module.Id, module.Name, Enabled = enabled.Contains(module.Id) });
    }

    private static async Task<object?> SetUpAsync(CommandContext context)
    {
        var flows = context.Get<MfaSetupFlowManager>();
        if (context.Fields.OptionalText("flow_id") is { } flowId)
        {
            if (context.Fields.Has("mfa_module_id"))
            {
                throw JsonFields.Wrong("two or more values in the same group of exclusion 'module_or_flow_id'", "<module_or_flow_id>");
            }

            var module = flows.ModuleOf(flowId, context.Actor);
            return Shape(await flows.AdvanceAsync(flowId, Input(context), context.Actor), module, context);
        }

        var moduleId = context.Fields.OptionalText("mfa_module_id");
        try
        {
            return Shape(await flows.StartAsync(moduleId ?? "", context.Actor), moduleId!, context);
        }
        catch (HomeAuthException error) when (error.Code == ErrorCodes.InvalidAuthModule)
        {
            throw new CommandException("no_module", $"MFA module {moduleId ?? "None"} is not found");
        }
    }

    private static Dictionary<string, string> Input(CommandContext context) =>
        context.Fields.OptionalObject("user_input") is { } input ? input.Names.ToDictionary(name => name, input.Text) : [];

    private static async Task<object?> DeposeAsync(CommandContext context)
    {
        var moduleId = context.Fields.Text("mfa_module_id");
        try
        {
            await context.Get<SecondFactors>().DisableAsync(moduleId, context.Actor);
            return "done";
        }
        catch (HomeAuthException error) when (error.Code == ErrorCodes.InvalidAuthModule)
        {
            throw new CommandException("disable_failed", $"Cannot disable MFA Module {moduleId}: Unable to find multi-factor auth module: {moduleId}");
        }
    }

    private static Dictionary<string, object?> Shape(FlowStep step, string moduleId, CommandContext context)
    {
        if (step is MfaSetupDoneStep done)
        {
            return new()
            {
                ["type"] = "create_entry",
                ["flow_id"] = done.FlowId,
                ["handler"] = moduleId,
                ["title"] = context.Get<MfaModules>().Find(moduleId)!.Name,
                ["data"] = done.Result,
                ["description"] = null,
                ["description_placeholders"] = null,
            };
        }

        var wire = WireSteps.Of(step, moduleId);
        if (step is FormStep { Placeholders: { } placeholders } && placeholders.TryGetValue(TotpMfaModule.AddressPlaceholder, out var address))
        {
            wire["description_placeholders"] = new Dictionary<string, string>(placeholders) { ["qr_code"] = QrCodes.InlineSvg(address) };
        }

        return wire;
    }
}
