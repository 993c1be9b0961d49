using System.Text.Json;
using HomeAuth.Core;
using HomeAuth.Core.Events;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Preferences;
using HomeAuth.Core.Themes;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>What front ends keep with the house, and what they need to look right.</summary>
public static class FrontendCommands
{
    public static void Map(CommandMap map)
    {
        map.Add("frontend/get_user_data", Acts.ViewAccount, GetUserDataAsync, "key");
        TooLarge(map.Add("frontend/set_user_data", Acts.ChangeAccount, SetUserDataAsync, "key", "value"));
        map.Add("frontend/subscribe_user_data", Acts.ViewAccount, SubscribeUserDataAsync, "key");
        map.Add("frontend/get_system_data", Acts.ViewHouse, GetSystemDataAsync, "key");
        TooLarge(map.Add("frontend/set_system_data", Acts.EditHouse, SetSystemDataAsync, "key", "value"));
        map.Add("frontend/subscribe_system_data", Acts.ViewHouse, SubscribeSystemDataAsync, "key");
        map.Add("frontend/get_themes", Acts.ViewHouse, GetThemesAsync);
        map.Add("frontend/get_translations", Acts.ViewHouse, _ => new { Resources = new Dictionary<string, string>() }, "language", "category", "integration", "config_flow");
        map.Add("get_panels", Acts.ViewHouse, GetPanels);
    }

    private static Command TooLarge(Command command) => command.Answers(ErrorCodes.ValueTooLarge, "invalid_format", "value is too large, too deep, or there are too many");

    private static async Task<object?> GetUserDataAsync(CommandContext context) =>
        await UserValueAsync(context.Get<UserPreferences>(), context.Token.UserId, context.Fields.OptionalText("key"));

    private static async Task<object?> SetUserDataAsync(CommandContext context)
    {
        await context.Get<UserPreferences>().SetAsync(context.Token.UserId, context.Fields.Text("key"), context.Fields.Any("value"));
        return null;
    }

    private static async Task<object?> SubscribeUserDataAsync(CommandContext context)
    {
        var (userId, key) = (context.Token.UserId, context.Fields.OptionalText("key"));
        await FollowAsync(
            context,
            happened => happened is UserDataChanged changed && changed.UserId == userId && (key is null || changed.Key == key),
            services => UserValueAsync(services.GetRequiredService<UserPreferences>(), userId, key));
        return null;
    }

    private static async Task<object?> GetSystemDataAsync(CommandContext context) =>
        await SystemValueAsync(context.Get<HouseDocuments>(), context.Fields.Text("key"));

    private static async Task<object?> SetSystemDataAsync(CommandContext context)
    {
        await context.Get<HouseDocuments>().SetAsync(context.Fields.Text("key"), context.Fields.Any("value"), context.Actor);
        return null;
    }

    private static async Task<object?> SubscribeSystemDataAsync(CommandContext context)
    {
        var key = context.Fields.Text("key");
        await FollowAsync(
            context,
            happened => happened is SystemDataChanged changed && changed.Key == key,
            services => SystemValueAsync(services.GetRequiredService<HouseDocuments>(), key));
        return null;
    }

    // The value now as an event, before the result, then one event with each change.
    private static async Task FollowAsync(CommandContext context, Func<HouseEvent, bool> concerns, Func<IServiceProvider, Task<object>> value)
    {
        var scopes = context.Get<IServiceScopeFactory>();
        var follower = EventCommands.Follow(context, _ => true);
        follower.Add(context.Get<HouseEvents>().Subscribe(happened =>
        {
            if (concerns(happened))
            {
                follower.Then(_ => TellAsync());
            }
        }));
        await TellAsync();

        async Task TellAsync()
        {
            await using var scope = scopes.CreateAsyncScope();
            context.SendEvent(await value(scope.ServiceProvider));
        }
    }

    private static async Task<object> UserValueAsync(UserPreferences preferences, string userId, string? key) => new
    {
        Value = key is null
            ? (object)(await preferences.ListAsync(userId)).ToDictionary(document => document.Key, document => Parse(document.Value))
            : Parse(await preferences.FindAsync(userId, key)),
    };

    private static async Task<object> SystemValueAsync(HouseDocuments documents, string key) => new { Value = Parse(await documents.FindAsync(key)) };

    private static JsonElement Parse(string? json) =>
        JsonDocument.Parse(json ?? "null", new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth }).RootElement;

    private static async Task<object?> GetThemesAsync(CommandContext context)
    {
        var ofFiles = context.Get<HouseThemes>().Current.OfFiles;
        var chosen = await context.Get<DefaultThemeChange>().FindAsync();
        return new
        {
            Themes = ofFiles.Values.ToDictionary(theme => theme.Name, theme => Shape(theme.Source!)),
            DefaultTheme = Known(chosen.Light),
            DefaultDarkTheme = chosen.Dark is null ? null : Known(chosen.Dark),
        };

        // Programs have looks of their own where the house has a built-in one, or one that is gone.
        string Known(string name) => ofFiles.ContainsKey(name) ? name : DefaultThemes.None;
    }

    // The values, and beside them the modes where there are any. A key of a theme is never "modes".
    private static Dictionary<string, object> Shape(ThemeSource source)
    {
        var shape = Values(source.Common).ToDictionary(pair => pair.Key, pair => (object)pair.Value);
        if (source.HasModes)
        {
            shape["modes"] = new[] { ("light", source.Light), ("dark", source.Dark) }.Where(mode => mode.Item2 is not null).ToDictionary(mode => mode.Item1, mode => Values(mode.Item2!));
        }

        return shape;
    }

    private static Dictionary<string, string> Values(IReadOnlyDictionary<string, ThemeValue> values) => values.ToDictionary(pair => pair.Key, pair => pair.Value.Text);

    private static object GetPanels(CommandContext context) => new[] { ("profile", false), ("config", true) }
        .Where(panel => !panel.Item2 || context.Token.IsAdmin)
        .ToDictionary(panel => panel.Item1, panel => new
        {
            ComponentName = panel.Item1,
            Icon = (string?)null,
            Title = (string?)null,
            Config = (object?)null,
            UrlPath = panel.Item1,
            RequireAdmin = panel.Item2,
            ConfigPanelDomain = (string?)null,
        });
}
