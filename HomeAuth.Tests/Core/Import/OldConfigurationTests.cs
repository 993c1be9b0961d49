using System.Text.Json.Nodes;
using HomeAuth.Core;
using HomeAuth.Core.Import;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.Core.Import;

/// <summary>Configurations of Home Assistant, as they were before 0.77 and as they are today.</summary>
public sealed class OldConfigurationTests
{
    private const string Before077 = """
        homeassistant:
          name: Lindenhof
          latitude: 51
          unit_system: metric
        http:
          api_password: 'hunter two'
          trusted_networks:
            - 127.0.0.1
            - 192.168.1.0/24
          use_x_forwarded_for: true
          trusted_proxies: 172.30.33.0/24
          base_url: https://home.example
          ip_ban_enabled: true
          login_attempts_threshold: 5
          server_port: 8124
        light:
          - platform: hue
        """;

    [Fact]
    public void OldKeysBecomeProvidersBesideTheLocalOne()
    {
        var report = OldConfiguration.Read(Before077);
        Assert.Equal(
            [
                "homeassistant.name 2 Applies same", "http.api_password 6 Applies old_password", "http.trusted_networks 7 Applies old_networks", "http.use_x_forwarded_for 10 Nothing forwarded",
                "http.trusted_proxies 11 Applies same", "http.base_url 12 Applies same", "http.ip_ban_enabled 13 Applies same", "http.login_attempts_threshold 14 Applies threshold",
                "http.server_port 15 ByHand listen",
            ],
            Lines(report));
        Same(
            """
            {
              "HouseName": "Lindenhof",
              "Http": { "TrustedProxies": ["172.30.33.0/24"] },
              "Address": "https://home.example",
              "Protection": { "IpBanEnabled": true, "LoginAttemptsThreshold": 5 },
              "AuthProviders": [
                { "Type": "homeassistant" },
                { "Type": "legacy_api_password", "ApiPassword": "hunter two" },
                { "Type": "trusted_networks", "TrustedNetworks": ["127.0.0.1", "192.168.1.0/24"] }
              ]
            }
            """,
            report);
        Assert.DoesNotContain(report.Findings, finding => finding.Setting?.Contains("hunter", StringComparison.Ordinal) == true);
        ConfigurationFile.Check(report);
    }

    [Fact]
    public void ProvidersOfTodayKeepTheirMeaning()
    {
        var report = OldConfiguration.Read("""
            homeassistant:
              auth_providers:
                - type: trusted_networks
                  trusted_networks: [192.168.0.0/24, "fd00::/8"]
                  trusted_users:
                    192.168.0.1: 0123456789abcdef0123456789abcdef
                    192.168.0.0/24:
                      - 0123456789abcdef0123456789abcdef
                      - group: system-users
                  allow_bypass_login: true
                - type: homeassistant
                - type: command_line
                  name: LDAP
                  command: /config/ldap.sh
                  args: ["--first"]
                  meta: true
                - type: insecure_example
                  users: []
              auth_mfa_modules:
                - type: totp
                  name: Authenticator
                - type: webauthn
            """);
        Assert.Equal(
            [
                "homeassistant.auth_providers[0] 3 Applies user_ids", "homeassistant.auth_providers[1] 11 Applies same", "homeassistant.auth_providers[2] 12 Applies command",
                "homeassistant.auth_providers[3] 17 ByHand unknown_provider", "homeassistant.auth_mfa_modules 19 Applies same", "homeassistant.auth_mfa_modules[1] 22 ByHand unknown_module",
            ],
            Lines(report));
        Same(
            """
            {
              "MfaModules": [{ "Type": "totp", "Name": "Authenticator" }],
              "AuthProviders": [
                {
                  "Type": "trusted_networks",
                  "TrustedNetworks": ["192.168.0.0/24", "fd00::/8"],
                  "TrustedUsers": [
                    { "Network": "192.168.0.1", "Users": ["0123456789abcdef0123456789abcdef"], "Groups": [] },
                    { "Network": "192.168.0.0/24", "Users": ["0123456789abcdef0123456789abcdef"], "Groups": ["system-users"] }
                  ],
                  "AllowBypassLogin": true
                },
                { "Type": "homeassistant" },
                { "Type": "command_line", "Name": "LDAP", "Command": "/config/ldap.sh", "Args": ["--first"], "Meta": true }
              ]
            }
            """,
            report);
        Assert.True(report.NeedsMachine);
        ConfigurationFile.Check(report);
    }

    [Fact]
    public void ListWithoutTheLocalProviderIsSaidToLockPeopleOut()
    {
        var report = OldConfiguration.Read("homeassistant:\n  auth_providers:\n    - type: trusted_networks\n      trusted_networks: 10.0.0.0/8\n");
        Assert.Contains("auth_providers 3 Problem no_local", Lines(report));
        Assert.Equal("homeassistant", (string?)report.Settings["AuthProviders"]![0]!["Type"]);
    }

    [Theory]
    [InlineData("auth:", "auth 1 Nothing always_on")]
    [InlineData("http:\n  api_password: !secret http_password", "http.api_password 2 ByHand elsewhere")]
    [InlineData("http: !include http.yaml", "http 1 ByHand elsewhere")]
    [InlineData("http:\n  trusted_proxies:\n    - nginx", "http.trusted_proxies 2 Problem invalid")]
    [InlineData("http:\n  ip_ban_enabled: perhaps", "http.ip_ban_enabled 2 Problem invalid")]
    [InlineData("http:\n  login_attempts_threshold: 0", "http.login_attempts_threshold 2 Applies threshold")]
    [InlineData("http:\n  api_password:", "http.api_password 2 Nothing always_on")]
    [InlineData("http:\n  ssl_key: /ssl/key.pem", "http.ssl_key 2 ByHand certificate")]
    [InlineData("homeassistant:\n  time_zone: Europe/Berlin", "homeassistant.time_zone 2 ByHand in_app")]
    [InlineData("homeassistant:\n  auth_providers:\n    - homeassistant", "homeassistant.auth_providers[0] 3 Problem invalid")]
    [InlineData("homeassistant:\n  auth_providers:\n    - type: command_line\n      command: check.sh", "homeassistant.auth_providers[0] 3 Problem invalid")]
    [InlineData("homeassistant:\n  auth_providers:\n    - type: trusted_networks\n      trusted_networks: 10.0.0.0/8\n      trusted_users: [1]", "homeassistant.auth_providers[0] 3 Problem invalid")]
    public void EachLineSaysWhatItMeans(string yaml, string expected) => Assert.Contains(expected, Lines(OldConfiguration.Read(yaml)));

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("light:\n  - platform: hue\n? [1, 2]\n: odd\n")]
    public void FileWithNothingOfOursHasNoFindings(string yaml) => Assert.Empty(OldConfiguration.Read(yaml).Findings);

    [Theory]
    [InlineData("a: [", "2")]
    [InlineData("http:\n  a: 1\n a: 2", "3")]
    [InlineData("http:\n\tapi_password: x", "1")]
    public void BrokenYamlIsSaidWithItsLine(string yaml, string line)
    {
        var error = Assert.Throws<HomeAuthException>(() => OldConfiguration.Read(yaml));
        Assert.Equal((ErrorCodes.ConfigurationInvalid, line), (error.Code, error.Field));
    }

    [Fact]
    public void HostileFilesEndInAnErrorNotInASmokingMachine()
    {
        string[] files = [new string('[', 100_000), new string('a', OldConfiguration.MaxLength + 1), "- a\n- b", string.Concat(Enumerable.Repeat("{a: ", 10_000)), "http:\n  " + string.Concat(Enumerable.Repeat("- ", 100_000)) + "a"];
        foreach (var yaml in files)
        {
            Assert.Equal(ErrorCodes.ConfigurationInvalid, Assert.Throws<HomeAuthException>(() => OldConfiguration.Read(yaml)).Code);
        }

        var laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range('b', 20).Select(letter => $"{(char)letter}: &{(char)letter} [{string.Join(',', Enumerable.Repeat("*" + (char)(letter - 1), 9))}]\n"));
        Assert.Single(OldConfiguration.Read(laughs + "http:\n  trusted_proxies: *u\n").Findings);
    }

    [Fact]
    public async Task OwnerAppliesItAndWhatWasThereIsKept()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = (await house.ClaimAsync()).UserId;
        var path = house.Directory.File(ConfigurationFile.FileName);
        const string Before = """{ /* ours */ "homeauth": { "HOUSENAME": "Old", "Limits": { "GuessesPerAccount": 3 }, "http": { "CorsAllowedOrigins": ["https://a.example"], }, } }""";
        await File.WriteAllTextAsync(path, Before, TestContext.Current.CancellationToken);

        await house.RunAsync<ConfigurationFile>(file => file.ApplyAsync(OldConfiguration.Read(Before077), TestHouse.Actor(owner)));
        var written = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!["homeauth"]!;
        Assert.Equal("Lindenhof", (string?)written["HOUSENAME"]);
        Assert.Equal(3, (int?)written["Limits"]!["GuessesPerAccount"]);
        Assert.Equal(["CorsAllowedOrigins", "TrustedProxies"], written["http"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal("hunter two", (string?)written["AuthProviders"]![1]!["ApiPassword"]);
        Assert.Equal(Before, await File.ReadAllTextAsync(house.Directory.File(ConfigurationFile.BackupName), TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task NobodyElseAppliesItAndNoProgramComesInThroughABrowser()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = (await house.ClaimAsync()).UserId;
        var ben = await house.AddPersonAsync("ben");
        Assert.Equal(ErrorCodes.OwnerOnly, await RefusedAsync(house, Before077, ben.Id, (await house.SignInAsync(ben.Id)).Id));
        Assert.Equal(ErrorCodes.ConfigurationNeedsMachine, await RefusedAsync(house, "homeassistant:\n  auth_providers:\n    - type: command_line\n      command: /bin/true\n", owner));
        Assert.False(File.Exists(house.Directory.File(ConfigurationFile.FileName)));
    }

    private static async Task<string> RefusedAsync(TestHouse house, string yaml, string userId, string? tokenId = null) =>
        (await Assert.ThrowsAsync<HomeAuthException>(() => house.RunAsync<ConfigurationFile>(file => file.ApplyAsync(OldConfiguration.Read(yaml), TestHouse.Actor(userId, tokenId))))).Code;

    private static IEnumerable<string> Lines(OldConfigurationReport report) =>
        report.Findings.Select(finding => $"{finding.Key} {finding.Line} {finding.Outcome} {finding.Meaning}");

    private static void Same(string expected, OldConfigurationReport report) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), report.Settings.ToJsonString());
}
