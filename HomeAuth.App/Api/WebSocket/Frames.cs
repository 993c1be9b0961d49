using System.Text.Json;

namespace HomeAuth.App.Api.WebSocket;

/// <summary>The messages of the server.</summary>
internal static class Frames
{
    public static string AuthRequired() => Write(new { Type = "auth_required", HaVersion = HomeAssistantVersion.Current });

    public static string AuthOk() => Write(new { Type = "auth_ok", HaVersion = HomeAssistantVersion.Current });

    public static string AuthInvalid(string message) => Write(new { Type = "auth_invalid", Message = message });

    public static string Result(int id, object? result) => Write(new { Id = id, Type = "result", Success = true, Result = result });

    public static string Event(int id, object content) => Write(new { Id = id, Type = "event", Event = content });

    public static string Pong(int id) => Write(new { Id = id, Type = "pong" });

    public static string Error(int? id, CommandError error)
    {
        Dictionary<string, object?> body = new() { ["code"] = error.Code, ["message"] = error.Message };
        if (error.TranslationKey is { } key)
        {
            body["translation_key"] = key;
            body["translation_placeholders"] = error.Placeholders;
            body["translation_domain"] = "auth";
        }

        return Write(new { Id = id, Type = "result", Success = false, Error = body });
    }

    private static string Write<T>(T frame) => JsonSerializer.Serialize(frame, WireJson.Options);
}

/// <summary>What a failed command answers.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">Words for a developer.</param>
/// <param name="TranslationKey">The key of a text that the client has, for errors that people see.</param>
/// <param name="Placeholders">What to fill in there.</param>
public sealed record CommandError(string Code, string Message, string? TranslationKey = null, IReadOnlyDictionary<string, string>? Placeholders = null)
{
    public static CommandError InvalidFormat(string message) => new("invalid_format", message);

    public static CommandError Unauthorized { get; } = new("unauthorized", "Unauthorized");
}
