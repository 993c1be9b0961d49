using HomeAuth.App.Cli;

namespace HomeAuth.Tests.App.Cli;

/// <summary>Which command lines are commands, and which start the server.</summary>
public sealed class CommandArgumentsTests
{
    [Theory]
    [InlineData]
    [InlineData("--urls=http://0.0.0.0:8123")]
    [InlineData("--urls", "http://0.0.0.0:8123")]
    [InlineData("--HomeAuth:DataDirectory", "/srv/house")]
    [InlineData("--environment", "Development", "--HomeAuth:HouseName=recover")]
    [InlineData("--applicationName", "HomeAuth.App")]
    [InlineData("HomeAuth:HouseName=Home")]
    [InlineData("/HomeAuth:HouseName", "Home")]
    public void SettingsAloneStartTheServer(params string[] args) => Assert.Null(CommandArguments.Read(args));

    [Theory]
    [InlineData("recover|--user|anna", "--HomeAuth:DataDirectory=/srv/house", "recover", "--user", "anna", "--HomeAuth:DataDirectory=/srv/house")]
    [InlineData("mfa|reset|--user=ben", "--HomeAuth:DataDirectory|/srv/house", "--HomeAuth:DataDirectory", "/srv/house", "mfa", "reset", "--user=ben")]
    [InlineData("users|list", "--urls=http://x", "users", "--urls=http://x", "list")]
    // A mistyped option must not pass for a setting: the command would be about the owner.
    [InlineData("recover|--usr=ben", "", "recover", "--usr=ben")]
    [InlineData("--yes|reset-auth", "", "--yes", "reset-auth")]
    [InlineData("--help", "", "--help")]
    [InlineData("nonsense", "", "nonsense")]
    public void WordsAndSettingsAreToldApart(string words, string settings, params string[] args)
    {
        var read = CommandArguments.Read(args)!;

        Assert.Equal((words, settings), (string.Join('|', read.Words), string.Join('|', read.Settings)));
    }
}
