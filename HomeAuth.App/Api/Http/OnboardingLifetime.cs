using HomeAuth.Core.Onboarding;

namespace HomeAuth.App.Api.Http;

/// <summary>Knows whether onboarding was over when the program started; while it runs the routes stay, so that a client can see its last step done.</summary>
public sealed class OnboardingLifetime(IServiceScopeFactory scopes) : IHostedService
{
    public bool WasOver { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        WasOver = (await scope.ServiceProvider.GetRequiredService<OnboardingSteps>().ListAsync(cancellationToken)).All(step => step.Done);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
