using HomeAuth.Core.Permissions;
namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>What programs ask when they start. A house without devices has little to say, but an answer lets them go on.</summary>
public static class HouseCommands
{
    private static readonly string[] Registries = ["area", "device", "entity", "floor", "label"];

    public static void Map(CommandMap map)
    {
        map.Add("get_config", Acts.ViewHouse, context => context.Get<HouseDescription>().Config());
        map.Add("zone/list", Acts.ViewHouse, _ => Array.Empty<object>());
        map.Add("config_entries/get", Acts.ViewHouse, _ => Array.Empty<object>(), "type_filter", "domain");
        foreach (var registry in Registries)
        {
            map.Add($"config/{registry}_registry/list", Acts.ViewHouse, _ => Array.Empty<object>());
        }
    }
}
