using HomeAuth.Core;
using HomeAuth.Core.Events;
using HomeAuth.Core.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>The settings of a house without a database: what the configuration says.</summary>
internal static class TestSettings
{
    public static HouseSettings Of(HomeAuthOptions options) => new(
        new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>(),
        new HouseEvents(NullLogger<HouseEvents>.Instance),
        TimeProvider.System,
        Options.Create(options),
        NullLogger<HouseSettings>.Instance);
}
