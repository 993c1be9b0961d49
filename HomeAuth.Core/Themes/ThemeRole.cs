namespace HomeAuth.Core.Themes;

/// <summary>What a colour of a theme is for.</summary>
public enum ThemeRole
{
    /// <summary>The ground of pages.</summary>
    Background,

    /// <summary>A second ground.</summary>
    SecondBackground,

    /// <summary>The ground of cards, dialogs and menus.</summary>
    Surface,

    /// <summary>The ground of the sidebar.</summary>
    Sidebar,

    /// <summary>The ground of the bar on top.</summary>
    Header,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Text that matters less.</summary>
    SecondaryText,

    /// <summary>Text of what cannot be used now.</summary>
    DisabledText,

    /// <summary>Text in the sidebar.</summary>
    SidebarText,

    /// <summary>Icons in the sidebar.</summary>
    SidebarIcon,

    /// <summary>Text of the entry in the sidebar where one is.</summary>
    SelectedText,

    /// <summary>Its icon.</summary>
    SelectedIcon,

    /// <summary>The ground of initials, where a person has no picture.</summary>
    Badge,

    /// <summary>The initials.</summary>
    BadgeText,

    /// <summary>Text in the bar on top.</summary>
    HeaderText,

    /// <summary>Buttons and links.</summary>
    Primary,

    /// <summary>Text on buttons.</summary>
    PrimaryText,

    /// <summary>What is marked.</summary>
    Accent,

    /// <summary>Text on what is marked.</summary>
    AccentText,

    /// <summary>Lines between things.</summary>
    Divider,

    /// <summary>The frame of fields.</summary>
    FieldLine,

    /// <summary>Something to know.</summary>
    Info,

    /// <summary>Text on it.</summary>
    InfoText,

    /// <summary>Something that went well.</summary>
    Success,

    /// <summary>Text on it.</summary>
    SuccessText,

    /// <summary>Something to look at.</summary>
    Warning,

    /// <summary>Text on it.</summary>
    WarningText,

    /// <summary>Something that went wrong.</summary>
    Error,

    /// <summary>Text on it.</summary>
    ErrorText,
}
