using HomeAuth.Core;
using HomeAuth.Core.Protection;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.Core.Protection;

public sealed class PasswordsTests
{
    private readonly Passwords _passwords = new(TestSettings.Of(new HomeAuthOptions { HouseName = "Lindenhof" }));

    [Theory]
    [InlineData("seven quiet otters", null)]
    [InlineData("abcdefghqzkvwtrs", null)]
    [InlineData("ъжывапрол", null)]
    [InlineData(null, ErrorCodes.PasswordRequired)]
    [InlineData("", ErrorCodes.PasswordRequired)]
    [InlineData("xq7!Lp2", ErrorCodes.PasswordTooShort)]
    [InlineData("password", ErrorCodes.PasswordCommon)]
    [InlineData("PASSWORD", ErrorCodes.PasswordCommon)]
    [InlineData("p@ssw0rd", ErrorCodes.PasswordCommon)]
    [InlineData("12345678", ErrorCodes.PasswordCommon)]
    [InlineData("iloveyou", ErrorCodes.PasswordCommon)]
    [InlineData("aaaaaaaaaaaaaaaa", ErrorCodes.PasswordCommon)]
    [InlineData("ANNAMARIA", ErrorCodes.PasswordIsName)]
    [InlineData("lindenhof", ErrorCodes.PasswordIsName)]
    public void PasswordIsJudgedByLengthAndDictionariesAlone(string? password, string? expected) =>
        Assert.Equal(expected, _passwords.Check(password, "annamaria", "Anna Maria"));

    [Fact]
    public void LengthIsCountedInCodePointsAfterComposition()
    {
        Assert.Equal(ErrorCodes.PasswordTooShort, _passwords.Check("🦦🌊🏠🔑🚪🪟🌲"));
        Assert.Null(_passwords.Check("🦦🌊🏠🔑🚪🪟🌲🌳"));
        Assert.Equal(ErrorCodes.PasswordTooShort, _passwords.Check("e\u0301qe\u0301we\u0301re\u0301"[..^2] + "e"));
    }

    [Fact]
    public void PasswordMayHave256CodePointsAndNotOneMore()
    {
        var longest = string.Concat(Enumerable.Range(0, 64).Select(i => $"{i:x2}qz"));
        Assert.Null(_passwords.Check(longest));
        Assert.Equal(ErrorCodes.PasswordTooLong, _passwords.Check(longest + "x"));
        Assert.Equal(ErrorCodes.PasswordTooLong, _passwords.Check(new string('x', 1_000_000)));
    }

    [Fact]
    public void TheThreeThousandMostCommonPasswordsAreRefused()
    {
        // The estimator's own list, in the order of how often each is used.
        using var stream = typeof(Zxcvbn.Zxcvbn).Assembly.GetManifestResourceStream(
            typeof(Zxcvbn.Zxcvbn).Assembly.GetManifestResourceNames().Single(name => name.EndsWith("passwords.lst", StringComparison.Ordinal)))!;
        using var reader = new StreamReader(stream);
        var common = reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries).Where(word => word.Length >= Passwords.MinLength).Take(3000).ToList();

        Assert.NotEmpty(common);
        Assert.DoesNotContain(common, word => _passwords.Check(word) is null);
    }

    [Fact]
    public void StrengthRisesToTheTopOnlyGivenTheAdvisedLength()
    {
        Assert.Equal(0, Passwords.Strength("password"));
        Assert.Equal(3, Passwords.Strength("kR7#vq9!Zt"));
        Assert.Equal(4, Passwords.Strength("seven quiet otters"));
    }
}
