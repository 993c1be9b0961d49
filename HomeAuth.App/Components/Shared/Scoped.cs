namespace HomeAuth.App.Components.Shared;

/// <summary>Runs one operation of a component in a scope of its own, as each request has one: a circuit lives for hours, a database context must not.</summary>
public sealed class Scoped<T>(IServiceScopeFactory scopes)
    where T : notnull
{
    public async Task<TResult> RunAsync<TResult>(Func<T, Task<TResult>> operation)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await operation(scope.ServiceProvider.GetRequiredService<T>());
    }

    public async Task RunAsync(Func<T, Task> operation)
    {
        await using var scope = scopes.CreateAsyncScope();
        await operation(scope.ServiceProvider.GetRequiredService<T>());
    }
}
