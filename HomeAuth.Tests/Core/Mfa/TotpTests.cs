using HomeAuth.Core.Mfa;
using HomeAuth.Tests.Infrastructure;
using Base32Encoding = OtpNet.Base32Encoding;

namespace HomeAuth.Tests.Core.Mfa;

public sealed class TotpTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Secret = Base32Encoding.ToString("12345678901234567890"u8.ToArray());

    // RFC 6238, appendix B, SHA-1; it has eight digits, of which ours are the last six.
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void CodesAreThoseOfTheStandard(long time, string code) =>
        Assert.Equal(time / 30, Totp.Match(Secret, code[2..], DateTimeOffset.FromUnixTimeSeconds(time)));

    [Fact]
    public async Task CodesAreThoseOfAnotherProgram()
    {
        var oathtool = await Prerequisites.FindOrInstallAsync(() => Prerequisites.OnPath("oathtool"), "oathtool")
            ?? throw new InvalidOperationException("This test compares with another program: install the package oathtool.");
        for (var i = 0; i < 12; i++)
        {
            var secret = i == 0 ? "GEZDGNBV" : Totp.NewSecret();
            var time = Now.AddDays(i * 997).AddSeconds(i * 7);
            var (exitCode, output) = await Prerequisites.RunAsync(oathtool, "--totp", "--base32", secret, "--now", $"{time:yyyy-MM-dd HH:mm:ss} UTC");

            Assert.Equal(0, exitCode);
            Assert.Equal(Totp.StepOf(time), Totp.Match(secret, output.Trim(), time));
        }
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void CodeIsAcceptedOneStepAroundItsTime(int steps, bool accepted)
    {
        var code = CodeAt(Now.AddSeconds(30 * steps));

        Assert.Equal(accepted ? Totp.StepOf(Now) + steps : null, Totp.Match(Secret, code, Now));
        Assert.Equal(accepted ? Totp.StepOf(Now) + steps : null, Totp.Match(Secret, code, Now.AddSeconds(29)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-7, -210)]
    [InlineData(20, 600)]
    [InlineData(21, null)]
    [InlineData(-21, null)]
    public void ClockThatIsWrongIsTold(int steps, int? seconds) =>
        Assert.Equal(seconds, Totp.Drift(Secret, CodeAt(Now.AddSeconds(30 * steps)), Now)?.TotalSeconds);

    [Fact]
    public void DigitsOfAnyScriptAndBlanksAreAccepted()
    {
        var code = CodeAt(Now);
        string[] typed =
        [
            code, $"{code[..3]} {code[3..]}", $" {code[..3]}-{code[3..]}\u00a0", string.Concat(code.Select(digit => (char)('\u0660' + digit - '0'))),
            string.Concat(code.Select(digit => (char)('\u0966' + digit - '0'))), string.Concat(code.Select(digit => (char)('\uff10' + digit - '0'))),
        ];

        Assert.All(typed, one => Assert.NotNull(Totp.Match(Secret, one, Now)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("0{0}")]
    [InlineData("{0}0")]
    [InlineData("x{0}")]
    [InlineData("\ud800{0}")]
    public void WhatHasNotSixDigitsIsNoCode(string typed) =>
        Assert.Null(Totp.Match(Secret, typed.Replace("{0}", CodeAt(Now), StringComparison.Ordinal), Now));

    [Fact]
    public void SecretsHave160BitsAndAreNeverTheSame()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => Totp.NewSecret()).ToHashSet();

        Assert.Equal(100, secrets.Count);
        Assert.All(secrets, secret => Assert.Equal(20, Base32Encoding.ToBytes(secret).Length));
    }

    [Fact]
    public void AddressIsOneThatAuthenticatorsRead()
    {
        var address = new Uri(Totp.Address(Secret, "Haus & Hof: Süd", "anna@example.org"));
        var query = System.Web.HttpUtility.ParseQueryString(address.Query);

        Assert.Equal(("otpauth", "totp"), (address.Scheme, address.Host));
        Assert.Equal((Secret, "Haus & Hof: Süd"), (query["secret"], query["issuer"]));
        Assert.EndsWith("anna@example.org", Uri.UnescapeDataString(address.AbsolutePath), StringComparison.Ordinal);
    }

    private static string CodeAt(DateTimeOffset time) => new OtpNet.Totp(Base32Encoding.ToBytes(Secret)).ComputeTotp(time.UtcDateTime);
}
