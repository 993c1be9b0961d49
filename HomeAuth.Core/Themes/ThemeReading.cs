using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace HomeAuth.Core.Themes;

/// <summary>Makes of the values of a file what is shown: Home Assistant's names become roles, what is missing is derived as there, what cannot be is a finding.</summary>
internal sealed partial class ThemeReading(string file, string name, ThemeSource source, List<ThemeFinding> findings)
{
    private const int MostOthers = 300;

    // Names of today first, then those of 2018.
    private static readonly (ThemeRole Role, string[] Names)[] Names =
    [
        (ThemeRole.Background, ["primary-background-color"]),
        (ThemeRole.SecondBackground, ["secondary-background-color"]),
        (ThemeRole.Surface, ["ha-card-background", "card-background-color", "paper-card-background-color"]),
        (ThemeRole.Sidebar, ["sidebar-background-color", "paper-listbox-background-color"]),
        (ThemeRole.Header, ["app-header-background-color"]),
        (ThemeRole.Text, ["primary-text-color"]),
        (ThemeRole.SecondaryText, ["secondary-text-color"]),
        (ThemeRole.DisabledText, ["disabled-text-color"]),
        (ThemeRole.SidebarText, ["sidebar-text-color"]),
        (ThemeRole.SidebarIcon, ["sidebar-icon-color"]),
        (ThemeRole.HeaderText, ["app-header-text-color"]),
        (ThemeRole.Primary, ["primary-color"]),
        (ThemeRole.PrimaryText, ["text-primary-color"]),
        (ThemeRole.Accent, ["accent-color"]),
        (ThemeRole.AccentText, ["text-accent-color"]),
        (ThemeRole.Divider, ["divider-color", "outline-color"]),
        (ThemeRole.FieldLine, ["input-outlined-idle-border-color", "input-idle-line-color"]),
        (ThemeRole.Info, ["info-color"]),
        (ThemeRole.Success, ["success-color"]),
        (ThemeRole.Warning, ["warning-color"]),
        (ThemeRole.Error, ["error-color"]),
    ];

    private static readonly Dictionary<string, ThemeRole> RoleOf = Names.SelectMany(role => role.Names, (role, key) => (key, role.Role)).ToDictionary();

    // What follows another colour where a theme does not say.
    private static readonly (ThemeRole Role, ThemeRole From)[] Followers =
    [
        (ThemeRole.Sidebar, ThemeRole.Surface), (ThemeRole.Header, ThemeRole.Sidebar), (ThemeRole.SecondBackground, ThemeRole.Background), (ThemeRole.SidebarText, ThemeRole.Text),
        (ThemeRole.HeaderText, ThemeRole.SidebarText), (ThemeRole.SidebarIcon, ThemeRole.SidebarText),
    ];

    private static readonly (ThemeRole Text, ThemeRole Ground)[] OnColor =
    [
        (ThemeRole.PrimaryText, ThemeRole.Primary), (ThemeRole.AccentText, ThemeRole.Accent), (ThemeRole.InfoText, ThemeRole.Info),
        (ThemeRole.SuccessText, ThemeRole.Success), (ThemeRole.WarningText, ThemeRole.Warning), (ThemeRole.ErrorText, ThemeRole.Error),
    ];

    public HouseTheme Read()
    {
        var (light, dark) = (source.Light, source.Dark) switch
        {
            (not null, not null) => (Look(false), Look(true)),
            (null, not null) => Both(Look(true)),
            _ => Both(Look(false)),
        };
        return new HouseTheme(name, light, dark) { File = file, Source = source };

        static (ThemeLook, ThemeLook) Both(ThemeLook look) => (look, look);
    }

    private ThemeLook Look(bool dark)
    {
        var values = source.Values(dark);
        // A theme without modes may still be a dark one; what it does not say is to go with it.
        var isDark = source.HasModes ? dark : CssColor.Parse(new ThemeVariables(values, _ => null).Find("primary-background-color")) is { Luminance: < 0.18 };
        var standard = BuiltInThemes.Find(BuiltInThemes.HomeAssistant)!.Look(isDark).Colors;
        var variables = new ThemeVariables(values, key => RoleOf.TryGetValue(key, out var role) ? standard[role].ToString() : null);
        var own = Own(values, variables);
        var (colors, contrast) = ThemeContrast.Correct(new ThemeColors(isDark, Complete(own, standard)));
        return new ThemeLook(colors, contrast)
        {
            Radius = Length(variables.Find("ha-card-border-radius")),
            Font = Fonts(variables.Find("ha-font-family-body") ?? variables.Find("primary-font-family")),
            Others = Others(values, variables),
        };
    }

    private Dictionary<ThemeRole, CssColor> Own(IReadOnlyDictionary<string, ThemeValue> values, ThemeVariables variables)
    {
        var own = new Dictionary<ThemeRole, CssColor>();
        foreach (var (role, names) in Names)
        {
            foreach (var key in names.Where(values.ContainsKey))
            {
                var text = variables.Find(key);
                if (CssColor.Parse(text) is { } color)
                {
                    own.TryAdd(role, color);
                }
                else if (!variables.Cycles.Contains(key))
                {
                    Add(values[key].Line, key, text is null ? ThemeProblems.UnknownVariable : ThemeProblems.NotAColor);
                }
            }
        }

        foreach (var (key, value) in values)
        {
            _ = variables.Find(key);
            if (variables.Cycles.Contains(key))
            {
                Add(value.Line, key, ThemeProblems.Cycle);
            }
        }

        return own;
    }

    private static ImmutableDictionary<ThemeRole, CssColor> Complete(Dictionary<ThemeRole, CssColor> own, ThemeColors standard)
    {
        var all = Enum.GetValues<ThemeRole>().ToDictionary(role => role, role => own.TryGetValue(role, out var color) ? color : standard[role]);
        foreach (var (role, from) in Followers.Where(follower => !own.ContainsKey(follower.Role)))
        {
            all[role] = all[from];
        }

        foreach (var (text, ground) in OnColor.Where(pair => !own.ContainsKey(pair.Text)))
        {
            all[text] = all[ground].Over(all[ThemeRole.Surface]).Opposite();
        }

        return all.ToImmutableDictionary();
    }

    private static Dictionary<string, string> Others(IReadOnlyDictionary<string, ThemeValue> values, ThemeVariables variables) =>
        values.Keys.Where(key => !RoleOf.ContainsKey(key)).Select(key => (Key: key, Text: variables.Find(key)))
            .Where(pair => !string.IsNullOrEmpty(pair.Text) && ThemeValues.Problem(pair.Text) is null).Take(MostOthers).ToDictionary(pair => pair.Key, pair => pair.Text!);

    private static string? Length(string? text) => text is not null && Pixels().IsMatch(text) ? text : null;

    private static string? Fonts(string? text) => text is not null && FontNames().IsMatch(text) ? text : null;

    private void Add(long line, string key, string code)
    {
        var finding = new ThemeFinding(file, line, name, key, code);
        if (!findings.Contains(finding))
        {
            findings.Add(finding);
        }
    }

    // Up to 40 px: what is meant for cards must still suit a button.
    [GeneratedRegex(@"^(([0-9]|[1-3][0-9]|40)(\.[0-9]+)?px|[0-2](\.[0-9]+)?r?em|0)$")]
    private static partial Regex Pixels();

    [GeneratedRegex(@"^[A-Za-z0-9 ,'""_-]{1,200}$")]
    private static partial Regex FontNames();
}
