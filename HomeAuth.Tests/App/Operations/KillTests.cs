using System.Net;
using System.Security.Cryptography;
using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Data.Sqlite;

namespace HomeAuth.Tests.App.Operations;

/// <summary>Whatever moment the program is killed at while the house is claimed: afterwards there is a whole owner, or none.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 20;
    private const int LongestDelay = 250;

    private static readonly (long, long, long, long, long) None = (0, 0, 0, 0, 0);
    private static readonly (long, long, long, long, long) Whole = (1, 1, 1, 1, 1);

    [Fact]
    public async Task ClaimLeavesAWholeOwnerOrNoneGivenAKillAtAnyMoment()
    {
        var folder = Directory.CreateTempSubdirectory("homeauth-kill-").FullName;
        var (whole, none) = (0, 0);
        for (var i = 0; i < Kills; i++)
        {
            await using (var house = HouseProcess.Start($"--HomeAuth:DataDirectory={folder}", "--urls=http://127.0.0.1:0"))
            {
                await ClaimAndKillAsync(house);
            }

            // Read by SQLite itself from what the kill left behind.
            var owner = await OwnerAsync(folder);
            Assert.True(owner == None || owner == Whole, $"half an owner: {owner}");
            if (owner == None)
            {
                none++;
                continue;
            }

            whole++;
            await SignInAfterRestartAsync(folder);
            Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
        }

        output.WriteLine($"{whole} whole owners, {none} times none");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task ClaimAndKillAsync(HouseProcess house)
    {
        using var client = new HttpClient { BaseAddress = await house.Address };
        var fields = Forms.Fill(await client.GetStringAsync("/onboarding/owner"), new()
        {
            ["name"] = "Anna",
            ["username"] = "anna",
            ["password"] = TestHouse.Password,
            ["confirm_password"] = TestHouse.Password,
        });
        var claim = client.PostAsync("/onboarding/owner", new FormUrlEncodedContent(fields));

        // The random moment is what is tested, not something to wait for.
        await Task.WhenAny(claim, Task.Delay(RandomNumberGenerator.GetInt32(LongestDelay)));
        await house.KillAsync();
        try
        {
            (await claim).Dispose();
        }
        catch (HttpRequestException)
        {
            // The connection died with the process.
        }
    }

    private static async Task<(long Users, long Hashes, long Groups, long Credentials, long Events)> OwnerAsync(string folder)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, DatabaseMigrator.FileName)};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT (SELECT COUNT(*) FROM Users WHERE IsOwner), (SELECT COUNT(*) FROM Users WHERE PasswordHash LIKE '$argon2id$%'),
                   (SELECT COUNT(*) FROM UserGroups), (SELECT COUNT(*) FROM Credentials), (SELECT COUNT(*) FROM SecurityEvents WHERE Type = 'owner_created')
            """;
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }

    private static async Task SignInAfterRestartAsync(string folder)
    {
        await using var server = HouseServer.Started(folder);
        using var client = server.Client();
        using var response = await client.SignInAsync();
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
    }
}
