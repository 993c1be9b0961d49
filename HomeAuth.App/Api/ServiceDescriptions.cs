namespace HomeAuth.App.Api;

/// <summary>The services that programs can call, described as Home Assistant describes its own.</summary>
public static class ServiceDescriptions
{
    public const string Domain = "frontend";
    public const string SetTheme = "set_theme";
    public const string ReloadThemes = "reload_themes";

    public static readonly IReadOnlyDictionary<string, object> Frontend = new Dictionary<string, object>
    {
        [SetTheme] = new
        {
            Name = "Set the default theme",
            Description = "Sets the theme that programs of the house use by default.",
            Fields = new Dictionary<string, object>
            {
                ["name"] = new { Name = "Theme", Description = "Name of a theme, or none.", Required = true, Example = "default", Selector = new { Theme = new { IncludeDefault = true } } },
                ["mode"] = new { Name = "Mode", Description = "Whether it is for light or for dark.", Default = "light", Selector = new { Select = new { Options = new[] { "dark", "light" } } } },
            },
        },
        [ReloadThemes] = new
        {
            Name = "Reload themes",
            Description = "Lets programs of the house read the themes anew.",
            Fields = new Dictionary<string, object>(),
        },
    };

    public static IReadOnlyDictionary<string, object> Map() => new Dictionary<string, object> { [Domain] = Frontend };

    public static object[] List() => [new { Domain, Services = Frontend }];
}
