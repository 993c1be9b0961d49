using System.Net.Http.Json;
using System.Text.Json;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.Clients;

/// <summary>Signs in as a client with a sign-in page of its own does, up to the code.</summary>
internal static class ApiSignIn
{
    public static async Task<string> CodeAsync(HouseServer house, string clientId, string? redirectUri = null, string username = "anna")
    {
        using var client = house.Client();
        string?[] handler = ["homeassistant", null];
        var form = await PostAsync("/auth/login_flow", new { client_id = clientId, redirect_uri = redirectUri ?? clientId, handler });
        var entry = await PostAsync(
            $"/auth/login_flow/{form.GetProperty("flow_id").GetString()}", new { client_id = clientId, username, password = TestHouse.Password });
        Assert.Equal("create_entry", entry.GetProperty("type").GetString());
        return entry.GetProperty("result").GetString()!;

        async Task<JsonElement> PostAsync(string path, object body)
        {
            using var response = await client.PostAsJsonAsync(path, body);
            Assert.True(response.IsSuccessStatusCode, $"{path} answered {response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            return await response.Content.ReadFromJsonAsync<JsonElement>();
        }
    }

    public static async Task<JsonElement> TokensAsync(HouseServer house, string clientId)
    {
        using var client = house.Client();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = clientId,
            ["code"] = await CodeAsync(house, clientId),
        });
        using var response = await client.PostAsync("/auth/token", form);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
