using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace HomeAuth.Core.Themes;

/// <summary>Makes of the values of a file what is shown: Home Assistant's names become roles, what is missing is derived as there, what cannot be is a finding.</summary>
internal sealed partial class ThemeReading(string file, string name, ThemeSource source, ThemeFindings findings)
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
        (ThemeRole.SelectedText, ["sidebar-selected-text-color"]),
        (ThemeRole.SelectedIcon, ["sidebar-selected-icon-color"]),
        (ThemeRole.Badge, ["light-primary-color"]),
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
        (ThemeRole.SelectedText, ThemeRole.SidebarText), (ThemeRole.SelectedIcon, ThemeRole.SelectedText),
    ];

    private static readonly (ThemeRole Text, ThemeRole Ground)[] OnColor =
    [
        (ThemeRole.PrimaryText, ThemeRole.Primary), (ThemeRole.AccentText, ThemeRole.Accent), (ThemeRole.InfoText, ThemeRole.Info),
        (ThemeRole.SuccessText, ThemeRole.Success), (ThemeRole.WarningText, ThemeRole.Warning), (ThemeRole.ErrorText, ThemeRole.Error),
    ];

    public HouseTheme Read()
    {
        findings.Theme = name;
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
            Radius = First(values, variables, Pixels(), ThemeProblems.NotALength, "ha-card-border-radius"),
            Font = First(values, variables, FontNames(), ThemeProblems.NotAFont, "ha-font-family-body", "primary-font-family"),
            Others = Others(values, variables),
        };
    }

    private Dictionary<ThemeRole, CssColor> Own(IReadOnlyDictionary<string, ThemeValue> values, ThemeVariables variables)
    {
        foreach (var (key, value) in values)
        {
            if (variables.Problem(key) is { } problem)
            {
                findings.Add(value.Line, key, problem);
            }
        }

        var own = new Dictionary<ThemeRole, CssColor>();
        foreach (var (role, key) in Names.SelectMany(role => role.Names, (role, key) => (role.Role, key)).Where(pair => values.ContainsKey(pair.key)))
        {
            var text = variables.Find(key);
            if (CssColor.Parse(text) is { } color)
            {
                own.TryAdd(role, color);
            }
            else if (text is not null)
            {
                findings.Add(values[key].Line, key, ThemeProblems.NotAColor);
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

        (all[ThemeRole.Badge], all[ThemeRole.BadgeText]) = own.TryGetValue(ThemeRole.Badge, out var badge)
            ? (badge, badge.Over(all[ThemeRole.Surface]).Opposite()) : (all[ThemeRole.Primary], all[ThemeRole.PrimaryText]);
        return all.ToImmutableDictionary();
    }

    private Dictionary<string, string> Others(IReadOnlyDictionary<string, ThemeValue> values, ThemeVariables variables)
    {
        var others = new Dictionary<string, string>();
        foreach (var (key, value) in values.Where(pair => !RoleOf.ContainsKey(pair.Key)).OrderBy(pair => pair.Value.Line))
        {
            if (variables.Find(key) is not { Length: > 0 } text)
            {
                continue;
            }

            if (others.Count >= MostOthers)
            {
                findings.Add(value.Line, key, ThemeProblems.TooManyOthers);
                break;
            }

            others[key] = text;
        }

        return others;
    }

    private string? First(IReadOnlyDictionary<string, ThemeValue> values, ThemeVariables variables, Regex form, string problem, params string[] keys)
    {
        string? first = null;
        foreach (var key in keys.Where(values.ContainsKey))
        {
            if (variables.Find(key) is { } text && !form.IsMatch(text))
            {
                findings.Add(values[key].Line, key, problem);
            }
            else
            {
                first ??= variables.Find(key);
            }
        }

        return first;
    }

    // Up to 40 px: what is meant for cards must still suit a button.
    [GeneratedRegex(@"^(([0-9]|[1-3][0-9]|40)(\.[0-9]+)?px|[0-2](\.[0-9]+)?r?em|0)$")]
    private static partial Regex Pixels();

    [GeneratedRegex(@"^[A-Za-z0-9 ,'""_-]{1,200}$")]
    private static partial Regex FontNames();
}
