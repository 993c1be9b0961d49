using HomeAuth.Core.Events;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Themes;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>Services: what the house does when it is asked to.</summary>
public static class ServiceCommands
{
    public static void Map(CommandMap map)
    {
        map.Add("get_services", Acts.ViewHouse, _ => ServiceDescriptions.Map());
        map.Add("call_service", Acts.ControlHouse, CallAsync, "domain", "service", "service_data", "target", "return_response");
    }

    private static async Task<object?> CallAsync(CommandContext context)
    {
        var fields = context.Fields;
        var (domain, service) = (fields.Text("domain"), fields.Text("service"));
        var data = fields.OptionalObject("service_data");
        _ = fields.OptionalObject("target", "entity_id", "device_id", "area_id", "floor_id", "label_id");
        var wantsResponse = fields.OptionalFlag("return_response") ?? false;
        if (domain != ServiceDescriptions.Domain || service is not (ServiceDescriptions.SetTheme or ServiceDescriptions.ReloadThemes))
        {
            throw new CommandException("not_found", $"Service {domain}.{service} not found.");
        }

        if (context.Token.Against(Acts.EditHouse) is not null)
        {
            throw new CommandException("unauthorized", "Unauthorized");
        }

        var account = EventContext.Of(context.Token.UserId);
        if (service == ServiceDescriptions.ReloadThemes)
        {
            await context.Get<HouseThemes>().ReloadAsync(account);
        }
        else
        {
            await SetThemeAsync(context, data ?? throw JsonFields.Missing("name"), account);
        }

        return wantsResponse ? new { Context = WireState.Of(account), Response = new { } } : new { Context = WireState.Of(account) };
    }

    private static async Task SetThemeAsync(CommandContext context, JsonFields data, EventContext account)
    {
        var (name, mode) = (data.Text("name"), data.OptionalText("mode") ?? "light");
        if (mode is not ("light" or "dark"))
        {
            throw JsonFields.Wrong("value must be one of ['dark', 'light'] for dictionary value", "mode");
        }

        if (!await context.Get<DefaultThemeChange>().SetAsync(name, mode == "dark", context.Actor, account))
        {
            context.Get<ILoggerFactory>().CreateLogger(typeof(ServiceCommands)).LogWarning("A program chose a theme that the house does not have");
        }
    }
}
