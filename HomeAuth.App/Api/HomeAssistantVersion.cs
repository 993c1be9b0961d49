namespace HomeAuth.App.Api;

/// <summary>The version of Home Assistant whose protocol is spoken here; clients choose theirs by it.</summary>
public static class HomeAssistantVersion
{
    public const string Current = "2026.9.0";
}
