using System.Net;
using System.Text.Json;
using HomeAuth.App.Components.History;
using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.VisualBasic.FileIO;

namespace HomeAuth.Tests.App.History;

/// <summary>The history as a file, through the real pipeline.</summary>
public sealed class HistoryExportTests
{
    private const string Hostile = "=HYPERLINK(\"http://evil.example\",\"x\"), \"quoted\"; Firefox/1";

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("  =1", "'  =1")]
    [InlineData("=1,\"2\"", "\"'=1,\"\"2\"\"\"")]
    [InlineData("a=1", "a=1")]
    public void CellIsTextWhateverItIs(string? value, string expected) => Assert.Equal($"x,{expected}\r\n", CsvLine.Of("x", value));

    [Fact]
    public async Task FileHasWhatTheFilterSaysAndNoFormulas()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Hostile);
        (await client.SignInAsync("wrong")).Dispose();
        (await client.SignInAsync()).Dispose();

        using var answer = await client.GetAsync("/history.csv?kind=login");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("history.csv", answer.Content.Headers.ContentDisposition!.FileName, StringComparison.Ordinal);
        var rows = Parse(await answer.Content.ReadAsStringAsync());
        var agent = Array.IndexOf(rows[0], "user_agent");
        Assert.Equal(3, rows.Count);
        Assert.All(rows.Skip(1), row => Assert.Equal("'" + Hostile, row[agent]));
        Assert.Equal(["true", "false"], rows.Skip(1).Select(row => row[2]));
        Assert.Equal("Anna Muster", rows[1][5]);

        var failed = JsonDocument.Parse(await client.GetStringAsync("/history.json?kind=login&outcome=failed")).RootElement;
        Assert.Equal(("invalid_auth", Hostile), (failed[0].GetProperty("detail").GetString(), failed[0].GetProperty("user_agent").GetString()));
        Assert.Equal(1, failed.GetArrayLength());
        Assert.Equal("[]", (await client.GetStringAsync("/history.json?until=2001-01-01")).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kind=nothing")]
    [InlineData("outcome=maybe")]
    [InlineData("from=yesterday")]
    [InlineData("until=2026-13-01")]
    [InlineData("text=%00")]
    public async Task WhatCannotBeAskedForIsNotAnsweredWithMore(string query)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        (await client.SignInAsync()).Dispose();
        using var answer = await client.GetAsync("/history.json?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var page = await client.GetAsync("/history?" + query);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task NobodyButAdministratorsGetsWhatIsOfOthers()
    {
        await using var server = await HouseServer.ClaimedAsync();
        var ownerId = await server.OwnerIdAsync();
        var benId = await server.AddUserAsync("ben", Group.UsersId);
        using var ben = server.Client();
        (await ben.SubmitAsync("/auth/authorize", new() { ["username"] = "ben", ["password"] = TestHouse.Password })).Dispose();
        foreach (var person in new[] { "all", ownerId, "gone" })
        {
            foreach (var file in new[] { "/history.csv", "/history.json" })
            {
                using var answer = await ben.GetAsync($"{file}?person={person}");
                Assert.Equal((person, HttpStatusCode.Forbidden), (person, answer.StatusCode));
            }

            Assert.Contains("Only administrators", await ben.GetStringAsync($"/history?person={person}"), StringComparison.Ordinal);
        }

        var own = JsonDocument.Parse(await ben.GetStringAsync("/history.json")).RootElement;
        Assert.All(own.EnumerateArray(), entry => Assert.Equal(benId, entry.GetProperty("user_id").GetString()));
        using var anna = server.Client();
        (await anna.SignInAsync()).Dispose();
        Assert.Contains(benId, await anna.GetStringAsync("/history.csv?person=" + benId), StringComparison.Ordinal);
    }

    private static List<string[]> Parse(string csv)
    {
        using var parser = new TextFieldParser(new StringReader(csv)) { HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        parser.SetDelimiters(",");
        List<string[]> rows = [];
        while (!parser.EndOfData)
        {
            rows.Add(parser.ReadFields()!);
        }

        return rows;
    }
}
