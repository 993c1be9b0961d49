using System.Diagnostics;
using System.Globalization;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Identity;

namespace HomeAuth.Tests.Core.People;

public sealed class PeopleDirectoryTests
{
    [Theory]
    [DatabaseData]
    public async Task PeopleAreFoundHoweverTheirNameIsWrittenAndSortedAsPeopleDo(DatabaseProvider provider)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de");
        await using var house = await TestHouse.OpenAsync(provider);
        await house.ClaimAsync();
        foreach (var name in new[] { "Zoë", "Ötzi", "olga", "José" })
        {
            await house.AddPersonAsync(name);
        }

        Assert.Equal(["Anna Muster", "José", "olga", "Ötzi", "Zoë"], await NamesAsync(house, new PeopleQuery()));
        Assert.Equal(["Zoë", "Ötzi", "olga", "José", "Anna Muster"], await NamesAsync(house, new PeopleQuery(Descending: true)));
        Assert.Equal(["José"], await NamesAsync(house, new PeopleQuery(" JOSE ")));
        Assert.Equal(["Ötzi"], await NamesAsync(house, new PeopleQuery("otz")));
        Assert.Equal(["olga", "Ötzi"], await NamesAsync(house, new PeopleQuery(Skip: 2, Take: 2)));
        Assert.Equal(["Anna Muster"], await NamesAsync(house, new PeopleQuery(Role: Role.Owner)));
        Assert.Empty(await NamesAsync(house, new PeopleQuery("%")));
    }

    [Theory]
    [DatabaseData]
    public async Task AThousandPeopleWithTenThousandTokensAreListedPageByPage(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await house.ClaimAsync();
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            for (var number = 0; number < 1000; number++)
            {
                var user = new HomeUser { Name = $"Person {number:0000}", UserName = $"person{number}", NormalizedUserName = $"person{number}", CreatedAt = house.Time.GetUtcNow() };
                db.Users.Add(user);
                db.UserRoles.Add(new IdentityUserRole<string> { UserId = user.Id, RoleId = Group.UsersId });
                db.RefreshTokens.AddRange(Enumerable.Range(0, 10).Select(_ => new RefreshToken { UserId = user.Id, TokenType = TokenType.Normal, CreatedAt = house.Time.GetUtcNow() }));
            }

            await db.SaveChangesAsync();
        });
        await NamesAsync(house, new PeopleQuery());

        var clock = Stopwatch.StartNew();
        var page = await house.RunAsync<PeopleDirectory, PeoplePageResult>(people => people.ListAsync(new PeopleQuery(Sort: PeopleSort.Devices, Descending: true, Skip: 500)));
        var listed = clock.Elapsed;
        Assert.Equal((25, 1001, 1001, 10), (page.Rows.Count, page.Found, page.Total, page.Rows[0].Devices));
        clock.Restart();
        Assert.Equal(["Person 0777"], await NamesAsync(house, new PeopleQuery("person 0777")));
        TestContext.Current.TestOutputHelper!.WriteLine($"{provider}: a page in {listed.TotalMilliseconds:0} ms, a search in {clock.Elapsed.TotalMilliseconds:0} ms");
    }

    private static async Task<string[]> NamesAsync(TestHouse house, PeopleQuery query) =>
        [.. (await house.RunAsync<PeopleDirectory, PeoplePageResult>(people => people.ListAsync(query))).Rows.Select(row => row.Name)];
}
