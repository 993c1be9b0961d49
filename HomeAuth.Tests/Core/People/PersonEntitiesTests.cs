using HomeAuth.Core;
using HomeAuth.Core.People;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HomeAuth.Tests.Core.People;

public sealed class PersonEntitiesTests
{
    [Theory, DatabaseData(Only = DatabaseProvider.Postgres)]
    public async Task APersonIsToldToTheProgramsOfEachServerOfTheHouse(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await using var other = house.OpenSecondServer();
        var owner = await house.ClaimAsync();
        var listener = other.Services.GetServices<IHostedService>().Single(service => service.GetType().Name == "PostgresListener");
        await listener.StartAsync(TestContext.Current.CancellationToken);
        var heard = new TaskCompletionSource<EntityChange>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = await other.Services.GetRequiredService<PersonEntities>().SubscribeAsync(
            now => Assert.Equal(["person.anna_muster"], now.Select(state => state.EntityId)), change => heard.TrySetResult(change));

        // The listener may still be connecting; what it missed by then it looks up when it hears again.
        await house.RunAsync<PersonRegistry>(persons => persons.CreateAsync(new PersonInput("Berta", null, null, []), TestHouse.Actor(owner.UserId)));

        var change = await heard.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal("person.berta", change.EntityId);
        Assert.Null(change.Old);
        Assert.Equal("Berta", change.New!.Attributes["friendly_name"]);
        await listener.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory, DatabaseData]
    public async Task APersonGoesByTheNewNameOfTheirUserUnlessTheyHaveOneOfTheirOwn(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();
        var actor = TestHouse.Actor(owner.UserId);
        await house.RunAsync<UserAccounts>(accounts => accounts.RenameAsync(owner.UserId, "Anna Neu", actor));
        Assert.Equal("Anna Neu", await NameAsync());
        await house.RunAsync<PersonRegistry>(persons => persons.UpdateAsync("anna_muster", new PersonInput("Mum", null, null, []), new HashSet<string>(), actor));
        await house.RunAsync<UserAccounts>(accounts => accounts.RenameAsync(owner.UserId, "Anna Alt", actor));
        Assert.Equal("Mum", await NameAsync());

        async Task<object> NameAsync() => Assert.Single(await house.Services.GetRequiredService<PersonEntities>().ListAsync()).Attributes["friendly_name"];
    }
}
