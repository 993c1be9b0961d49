using System.Text.Encodings.Web;
using System.Text.Json;

namespace HomeAuth.Core.Import;

/// <summary>How settings are written for people.</summary>
internal static class Json
{
    /// <summary>On one line, with letters as they are.</summary>
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same, indented.</summary>
    public static readonly JsonSerializerOptions File = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };
}
