using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.People;

public sealed class GroupRegistryTests
{
    private const string Lights = """{"entities":{"domains":{"light":{"read":true,"control":true}}}}""";

    [Theory, DatabaseData]
    public async Task RightsOfAGroupAreInEffectAtOnce(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = await ActorAsync(house);
        var ben = (await house.AddPersonAsync("ben")).Id;
        var token = await house.SignInAsync(ben);
        Assert.Equal((false, false), await RightsAsync());

        var group = await CreateAsync(house, "Children", Lights, anna);
        await house.RunAsync<UserAccounts>(accounts => accounts.UpdateAsync(ben, new UserChange(GroupIds: [group]), anna));
        Assert.Equal((true, false), await RightsAsync());
        Assert.Equal(1, (await ListAsync(house)).Single(row => row.Id == group).Members);

        await RunAsync(house, groups => groups.UpdateAsync(group, null, """{"entities":{"all":{"read":true,"control":true}}}""", anna));
        Assert.Equal((true, true), await RightsAsync());
        await RunAsync(house, groups => groups.UpdateAsync(group, "Kids", null, anna));
        Assert.Equal((true, true), await RightsAsync());

        await RunAsync(house, groups => groups.RemoveAsync(group, anna));
        Assert.Equal((false, false), await RightsAsync());
        Assert.DoesNotContain(await ListAsync(house), row => row.Id == group);

        async Task<(bool Light, bool Lock)> RightsAsync()
        {
            var active = (await house.Services.GetRequiredService<TokenDirectory>().FindAsync(token.Id))!;
            return (active.Allows("light.kitchen", PolicyKeys.Control), active.Allows("lock.door", PolicyKeys.Control));
        }
    }

    [Theory, DatabaseData]
    public async Task NamesAreOnePerGroupAndPoliciesAreHomeAssistants(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = await ActorAsync(house);
        await CreateAsync(house, "Children", Lights, anna);

        Assert.Equal((ErrorCodes.GroupExists, "name"), await RefusedAsync(house, groups => groups.CreateAsync(" CHILDREN ", Lights, anna)));
        Assert.Equal((ErrorCodes.NameRequired, "name"), await RefusedAsync(house, groups => groups.CreateAsync(" ", Lights, anna)));
        Assert.Equal((ErrorCodes.PolicyInvalid, "policy"), await RefusedAsync(house, groups => groups.CreateAsync("Guests", """{"entities":false}""", anna)));
        Assert.Equal((ErrorCodes.PolicyInvalid, "policy"), await RefusedAsync(house, groups => groups.CreateAsync("Guests", "lights", anna)));
        Assert.Equal(["Children"], (await ListAsync(house)).Where(row => !row.IsBuiltIn).Select(row => row.Name));
    }

    [Fact]
    public async Task BuiltInGroupsStayAsTheyAre()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = await ActorAsync(house);
        foreach (var id in new[] { Group.AdminId, Group.UsersId, Group.ReadOnlyId })
        {
            Assert.Equal((ErrorCodes.GroupBuiltIn, null), await RefusedAsync(house, groups => groups.UpdateAsync(id, "Mine", Lights, anna)));
            Assert.Equal((ErrorCodes.GroupBuiltIn, null), await RefusedAsync(house, groups => groups.RemoveAsync(id, anna)));
        }

        Assert.Equal((ErrorCodes.GroupNotFound, null), await RefusedAsync(house, groups => groups.RemoveAsync("none", anna)));
        Assert.Equal([true, true, true], (await ListAsync(house)).Select(row => row.IsBuiltIn));
    }

    [Fact]
    public async Task OnlyAdministratorsManageGroups()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = await ActorAsync(house);
        var group = await CreateAsync(house, "Children", Lights, anna);
        var ben = (await house.AddPersonAsync("ben")).Id;
        var actor = TestHouse.Actor(ben, (await house.SignInAsync(ben)).Id);

        Assert.Equal(ErrorCodes.AdminOnly, (await RefusedAsync(house, groups => groups.CreateAsync("Mine", Group.EverythingPolicy, actor))).Code);
        Assert.Equal(ErrorCodes.AdminOnly, (await RefusedAsync(house, groups => groups.UpdateAsync(group, null, Group.EverythingPolicy, actor))).Code);
        Assert.Equal(ErrorCodes.AdminOnly, (await RefusedAsync(house, groups => groups.RemoveAsync(group, actor))).Code);
        Assert.Equal(Lights, (await ListAsync(house)).Single(row => row.Id == group).Policy);
    }

    private static async Task<Actor> ActorAsync(TestHouse house)
    {
        var anna = (await house.ClaimAsync()).UserId;
        return TestHouse.Actor(anna, (await house.SignInAsync(anna)).Id);
    }

    private static Task<string> CreateAsync(TestHouse house, string name, string policy, Actor actor) =>
        house.RunAsync<GroupRegistry, string>(groups => groups.CreateAsync(name, policy, actor));

    private static Task<IReadOnlyList<GroupView>> ListAsync(TestHouse house) => house.RunAsync<GroupRegistry, IReadOnlyList<GroupView>>(groups => groups.ListAsync());

    private static Task RunAsync(TestHouse house, Func<GroupRegistry, Task> operation) => house.RunAsync(operation);

    private static async Task<(string Code, string? Field)> RefusedAsync(TestHouse house, Func<GroupRegistry, Task> operation)
    {
        var error = await Assert.ThrowsAsync<HomeAuthException>(() => RunAsync(house, operation));
        return (error.Code, error.Field);
    }
}
