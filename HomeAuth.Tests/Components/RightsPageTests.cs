using Bunit;
using HomeAuth.App.Components.Rights;
using HomeAuth.Core.Permissions;

namespace HomeAuth.Tests.Components;

/// <summary>The table that people read is the one by which the doors judge.</summary>
public sealed class RightsPageTests : IAsyncLifetime
{
    private CardHouse _house = default!;

    public async ValueTask InitializeAsync()
    {
        _house = await CardHouse.OpenAsync();
        await _house.SignInAsync();
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public void EachCellIsThatOfTheMatrix()
    {
        var page = _house.Context.Render<RightsPage>();
        var rows = page.FindAll("#roles tbody tr");
        Assert.Equal(Acts.All.Select(act => act.Name), rows.Select(row => row.GetAttribute("data-act")!));
        foreach (var row in rows)
        {
            var cells = row.QuerySelectorAll("td").ToDictionary(cell => Enum.Parse<Role>(cell.GetAttribute("data-role")!), cell => cell.TextContent);
            Assert.Equal([Role.Owner, Role.Admin, Role.User, Role.ReadOnly, Role.Service], cells.Keys);
            Assert.All(cells, cell => Assert.Equal(PermissionMatrix.Allows(row.GetAttribute("data-act")!, cell.Key) ? "✓Yes" : "–No", cell.Value));
        }

        Assert.Equal("–No", rows[^1].QuerySelector("[data-role=Admin]")!.TextContent);
    }

    [Fact]
    public void RulesAboutTheTargetAreSaid()
    {
        var page = _house.Context.Render<RightsPage>();
        foreach (var act in Acts.All)
        {
            var words = page.Find($"#roles [data-act='{act.Name}'] th").TextContent;
            Assert.Equal(act.OwnerOnly, words.Contains("To the owner only by the owner.", StringComparison.Ordinal));
            Assert.Equal(act.NotOneself, words.Contains("Not to oneself.", StringComparison.Ordinal));
            Assert.Equal(act.AdminsByOwner, words.Contains("To other administrators only by the owner.", StringComparison.Ordinal));
            Assert.DoesNotContain("act.", words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EachScopeSaysWhatItIsGoodFor()
    {
        var cells = _house.Context.Render<RightsPage>().FindAll("#scopes tbody td");
        Assert.All(cells, cell => Assert.Equal(
            Acts.Of(cell.ParentElement!.GetAttribute("data-act")!).Scope == TokenScopeText.Names[cell.GetAttribute("data-scope")!] ? "✓Yes" : "–No", cell.TextContent));
        Assert.Equal(4, cells.Select(cell => cell.GetAttribute("data-scope")).Distinct().Count());
    }
}
