using System.Net;
using System.Text.RegularExpressions;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>Fills and sends the forms of a page as a browser does, by plain HTTP.</summary>
internal static partial class Forms
{
    /// <summary>Gets a page and sends its form with these values; hidden fields are sent as they came.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(this HttpClient client, string page, Dictionary<string, string> values, string? action = null)
    {
        var html = await client.GetStringAsync(page);
        return await client.PostAsync(action ?? page, new FormUrlEncodedContent(Fill(html, values)));
    }

    /// <summary>The hidden fields of a page's first form, and these values.</summary>
    public static Dictionary<string, string> Fill(string html, Dictionary<string, string> values)
    {
        var main = html[html.IndexOf("<main", StringComparison.Ordinal)..];
        var fields = Hidden().Matches(main[..Math.Max(0, main.IndexOf("</form>", StringComparison.Ordinal))])
            .ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));
        foreach (var (name, value) in values)
        {
            fields[name] = value;
        }

        return fields;
    }

    public static Task<HttpResponseMessage> SignInAsync(this HttpClient client, string password = TestHouse.Password, bool keep = true) =>
        client.SubmitAsync("/auth/authorize", new() { ["username"] = "anna", ["password"] = password, ["keep"] = keep ? "true" : "false" });

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)" ?/?>""")]
    private static partial Regex Hidden();
}
