using Bunit;
using HomeAuth.App.Components.Groups;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.Components;

/// <summary>What the page of groups shows and does, on a real core.</summary>
public sealed class GroupsPageTests : IAsyncLifetime
{
    private CardHouse _house = default!;

    public async ValueTask InitializeAsync()
    {
        _house = await CardHouse.OpenAsync();
        _house.Add<GroupRegistry>();
        await _house.SignInAsync();
        _house.ShowDialogs();
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task BuiltInGroupsAreShownWithTheReasonAndWithoutActions()
    {
        await CreateAsync("Children", Group.ReadOnlyPolicy);
        var rows = _house.Context.Render<GroupsPage>().FindAll(".token");
        Assert.Equal(["Administrators", "Read only", "Users", "Children"], rows.Select(row => row.QuerySelector("h3")!.TextContent));
        Assert.All(rows.Take(3), row => Assert.Contains("Built-in groups cannot be changed", row.TextContent, StringComparison.Ordinal));
        Assert.All(rows.Take(3), row => Assert.Empty(row.QuerySelectorAll("button")));
        Assert.Contains("1 member ·", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("0 members · Look at everything", rows[3].TextContent, StringComparison.Ordinal);
        Assert.Equal(2, rows[3].QuerySelectorAll("button").Length);
    }

    [Fact]
    public async Task GroupIsMadeOfPartsOfTheHouse()
    {
        var page = _house.Context.Render<GroupsPage>();
        // Ends only with the dialog.
        _ = page.FindAll("button")[^1].ClickAsync();
        await _house.Dialogs.WaitForElement("#group-form .mud-input-slot").InputAsync("Children");
        await _house.Dialogs.Find("input[value=Parts]").ChangeAsync("Parts");
        await _house.Dialogs.Find(".part input[type=text]").ChangeAsync("light");
        await _house.Dialogs.FindAll(".part input[type=checkbox]")[1].ChangeAsync(true);
        await _house.Dialogs.FindAll("#group-form button").Single(button => button.TextContent.Contains("Add a part", StringComparison.Ordinal)).ClickAsync();
        await _house.Dialogs.FindAll(".part input[type=text]")[1].ChangeAsync("lock.door");
        await _house.Dialogs.Find("#group-form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll(".token").Count));
        Assert.Equal(
            """{"entities":{"domains":{"light":{"read":true,"control":true}},"entity_ids":{"lock.door":{"read":true}}}}""",
            (await ListAsync()).Single(group => group.Name == "Children").Policy);
    }

    [Fact]
    public async Task DocumentThatIsNoPolicyIsRefusedBesideIt()
    {
        var id = await CreateAsync("Children", """{"entities":{"area_ids":true}}""");
        var page = _house.Context.Render<GroupsPage>();
        _ = page.Find("[aria-label='Edit Children']").ClickAsync();
        // What the simple choices cannot say is shown as it is.
        Assert.Contains("area_ids", _house.Dialogs.WaitForElement("textarea").GetAttribute("value"), StringComparison.Ordinal);
        await _house.Dialogs.Find("textarea").InputAsync("{\"entities\":false}");
        await _house.Dialogs.Find("#group-form").SubmitAsync();
        _house.Dialogs.WaitForAssertion(() => Assert.Contains("not a policy as Home Assistant", _house.Dialogs.Find(".mud-input-error").ParentElement!.TextContent, StringComparison.Ordinal));

        await _house.Dialogs.Find("input[value=Everything]").ChangeAsync("Everything");
        await _house.Dialogs.Find("#group-form .mud-input-slot").InputAsync("");
        await _house.Dialogs.Find("#group-form").SubmitAsync();
        _house.Dialogs.WaitForAssertion(() => Assert.Contains("Please enter a name.", _house.Dialogs.Find(".mud-input-error").ParentElement!.TextContent, StringComparison.Ordinal));
        Assert.Equal("""{"entities":{"area_ids":true}}""", (await ListAsync()).Single(group => group.Id == id).Policy);
    }

    [Fact]
    public async Task GroupIsRemovedOnlyAfterAQuestion()
    {
        await CreateAsync("Children", Group.ReadOnlyPolicy);
        var page = _house.Context.Render<GroupsPage>();
        _ = page.Find("[aria-label='Remove Children']").ClickAsync();
        Assert.Equal(4, (await ListAsync()).Count);
        await _house.Dialogs.WaitForElement(".mud-dialog-actions button:last-child").ClickAsync();
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".token").Count));
    }

    [Theory]
    [InlineData("{}", PolicyChoice.Nothing)]
    [InlineData("""{"entities":true}""", PolicyChoice.Everything)]
    [InlineData("""{"entities":{"all":{"read":true}}}""", PolicyChoice.Look)]
    [InlineData("""{"entities":{"domains":{"light":{"read":true,"edit":true}},"entity_ids":{"lock.door":{"control":true}}}}""", PolicyChoice.Parts)]
    [InlineData("""{"entities":{"domains":{"light":true}}}""", PolicyChoice.Document)]
    [InlineData("""{"entities":{"all":{"read":true},"domains":{"light":{"control":true}}}}""", PolicyChoice.Document)]
    [InlineData("""{"entities":{"device_ids":{"one":{"read":true}}}}""", PolicyChoice.Document)]
    public void PolicyIsWrittenInTheSimplestWayThatLosesNothing(string json, PolicyChoice expected)
    {
        var draft = PolicyDraft.Of(json);
        Assert.Equal(expected, draft.Choice);
        Assert.Equal(json, EntityPolicy.Parse(draft.Json).Json);
        Assert.Equal(json, EntityPolicy.Parse(draft.As(PolicyChoice.Document).Json).Json);
    }

    private Task<string> CreateAsync(string name, string policy) =>
        _house.Core.RunAsync<GroupRegistry, string>(groups => groups.CreateAsync(name, policy, TestHouse.Actor(_house.OwnerId)));

    private Task<IReadOnlyList<GroupView>> ListAsync() => _house.Core.RunAsync<GroupRegistry, IReadOnlyList<GroupView>>(groups => groups.ListAsync());
}
