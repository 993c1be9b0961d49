using System.Globalization;
using HomeAuth.Core.Data;
using HomeAuth.Core.Onboarding;
using HomeAuth.Core.Recovery;
using Microsoft.AspNetCore.Connections;

namespace HomeAuth.App.Operations;

/// <summary>What the program says on its console: how to begin, or in one line why it cannot.</summary>
public static class StartupReport
{
    /// <summary>Prints the setup code while the house has no owner, and clears a code that is left over.</summary>
    public static async Task PrintAsync(IServiceProvider services, ICollection<string> addresses)
    {
        var setupCode = services.GetRequiredService<SetupCode>();
        var claim = services.GetRequiredService<HouseClaim>();
        if (await claim.IsClaimedAsync())
        {
            setupCode.Forget();
            return;
        }

        var directory = services.GetRequiredService<DataDirectory>();
        var asked = claim.AsksSetupCode(isTrulyLocal: true) ? "asked on this machine too, since the house had an owner before" : "asked on other machines";
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""

              This house has no owner yet. Open {string.Join(" or ", addresses.Select(Openable).Distinct())} in a browser.
              Setup code: {setupCode.Current()}   ({asked}; also in {directory.File(SetupCode.FileName)})

            """));
    }

    // Where one listens on all addresses there is none to open; on this machine its own name is.
    private static string Openable(string address) =>
        address.Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal).Replace("://[::]", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal);

    /// <summary>The one line for a start that failed, or null for a defect of the program, which deserves its stack trace.</summary>
    public static string? Explain(Exception error) => error switch
    {
        StartupException => error.Message,
        IOException { InnerException: AddressInUseException } => $"{error.Message.TrimEnd('.')}. Stop the other program, or choose another address with --urls.",
        IOException when error.Message.StartsWith("Failed to bind", StringComparison.Ordinal) => error.Message,
        System.Net.Sockets.SocketException => $"Cannot listen: {error.Message}. Choose another address with --urls.",
        _ => null,
    };
}
