using System.Text.Json.Nodes;
using HomeAuth.App.Localization;
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
    [InlineData("homeassistant:\n  auth_providers:\n    - type: trusted_networks", "homeassistant.auth_providers[0] 3 Problem missing")]
    [InlineData("homeassistant:\n  auth_providers:\n    - type: legacy_api_password", "homeassistant.auth_providers[0] 3 Problem missing")]
    [InlineData("homeassistant:\n  auth_providers:\n    - type: trusted_networks\nhttp:\n  trusted_networks: nowhere", "homeassistant.auth_providers[0] 3 Problem invalid")]
    [InlineData("homeassistant:\n  auth_providers:\n    - type: trusted_networks\n      trusted_networks: [10.0.0.0/8, \"::/0\"]", "homeassistant.auth_providers[0] 3 Problem all_addresses")]
    [InlineData("homeassistant:\n  auth_providers:\n    - type: trusted_networks\n      trusted_networks: 10.0.0.0/8\n      allow_bypass_login: perhaps", "homeassistant.auth_providers[0] 3 Problem invalid")]
    [InlineData("homeassistant:\n  auth_providers:\n    - type: trusted_networks\n      trusted_users: []\nhttp:\n  trusted_networks: 10.0.0.0/8", "http.trusted_networks 6 Problem invalid")]
    [InlineData("homeassistant:\n  auth_providers: []\nhttp:\n  api_password: x", "auth_providers 2 Problem no_local")]
    [InlineData("homeassistant:\n  auth_providers:\n    - type: command_line\n      command: /bin/true\n      args: {first: 1}", "homeassistant.auth_providers[0] 3 Problem invalid")]
    [InlineData("homeassistant:\n  external_url: https://home.example/lovelace", "homeassistant.external_url 2 Problem address")]
    [InlineData("homeassistant:\n  external_url: home.example", "homeassistant.external_url 2 Problem address")]
    [InlineData("homeassistant:\n  external_url: https://home.example:8123/", "homeassistant.external_url 2 Applies same")]
    [InlineData("http:\n  base_url: https://home.example/x", "http.base_url 2 Problem address")]
    [InlineData("http:\n  api_password: null", "http.api_password 2 Nothing always_on")]
    public void EachLineSaysWhatItMeans(string yaml, string expected) => Assert.Contains(expected, Lines(OldConfiguration.Read(yaml)));

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("yes", true)]
    [InlineData("Yes", true)]
    [InlineData("ON", true)]
    [InlineData("'on'", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("no", false)]
    [InlineData("NO", false)]
    [InlineData("Off", false)]
    public void YesAndNoAreReadAsHomeAssistantReadsThem(string written, bool expected)
    {
        var report = OldConfiguration.Read($"""
            http:
              ip_ban_enabled: {written}
            homeassistant:
              auth_providers:
                - type: homeassistant
                - type: trusted_networks
                  trusted_networks: 10.0.0.0/8
                  allow_bypass_login: {written}
                - type: command_line
                  command: /bin/true
                  meta: {written}
            """);
        Assert.False(report.HasProblems);
        var providers = report.Settings["AuthProviders"]!;
        Assert.Equal(
            (expected, expected, expected),
            ((bool)report.Settings["Protection"]!["IpBanEnabled"]!, (bool?)providers[1]!["AllowBypassLogin"] ?? false, (bool?)providers[2]!["Meta"] ?? false));
    }

    [Theory]
    [InlineData("use_x_forwarded_for: true", "http.use_x_forwarded_for 2 Problem proxies_missing")]
    [InlineData("use_x_forwarded_for: perhaps", "http.use_x_forwarded_for 2 Problem invalid")]
    [InlineData("use_x_forwarded_for: no", "http.use_x_forwarded_for 2 Nothing same")]
    [InlineData("use_x_forwarded_for: yes\n  trusted_proxies: !secret proxy", "http.use_x_forwarded_for 2 Nothing forwarded")]
    [InlineData("use_x_forwarded_for: false\n  trusted_proxies: 10.0.0.1", "http.trusted_proxies 3 Problem proxies_unused")]
    [InlineData("trusted_proxies: 10.0.0.1\n  use_x_forwarded_for: false", "http.trusted_proxies 2 Problem proxies_unused")]
    [InlineData("trusted_proxies: 10.0.0.1", "http.trusted_proxies 2 Problem proxies_unused")]
    [InlineData("use_x_forwarded_for: true\n  trusted_proxies: 0.0.0.0/0", "http.trusted_proxies 3 Problem all_addresses")]
    [InlineData("use_x_forwarded_for: true\n  trusted_proxies: [127.0.0.1, \"::/0\"]", "http.trusted_proxies 3 Problem all_addresses")]
    [InlineData("trusted_networks: 0.0.0.0/0", "http.trusted_networks 2 Problem all_addresses")]
    public void ProxiesAndTheirSwitchBelongTogetherAndNobodyBelievesEverybody(string lines, string expected)
    {
        var report = OldConfiguration.Read($"http:\n  {lines}\n");
        Assert.Contains(expected, Lines(report));
        Assert.False(report.HasSettings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ProvidersWithoutValuesTakeThoseUnderHttp(bool httpFirst)
    {
        const string Http = "http:\n  api_password: hunter two\n  trusted_networks: 192.168.1.0/24\n";
        const string Home = "homeassistant:\n  auth_providers:\n    - type: trusted_networks\n    - type: homeassistant\n    - type: legacy_api_password\n";
        var report = OldConfiguration.Read(httpFirst ? Http + Home : Home + Http);
        Assert.Equal(
            [
                "http.api_password Applies old_password", "http.trusted_networks Applies old_networks",
                "homeassistant.auth_providers[0] Applies from_http", "homeassistant.auth_providers[1] Applies same", "homeassistant.auth_providers[2] Applies from_http",
            ],
            report.Findings.OrderByDescending(finding => finding.Key.StartsWith("http", StringComparison.Ordinal)).Select(finding => $"{finding.Key} {finding.Outcome} {finding.Meaning}"));
        Same(
            """
            {
              "AuthProviders": [
                { "Type": "trusted_networks", "TrustedNetworks": ["192.168.1.0/24"] },
                { "Type": "homeassistant" },
                { "Type": "legacy_api_password", "ApiPassword": "hunter two" }
              ]
            }
            """,
            report);
        Assert.DoesNotContain(report.Findings, finding => finding.Setting?.Contains("hunter", StringComparison.Ordinal) == true);
        ConfigurationFile.Check(report);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ValuesUnderHttpGiveWayToThoseOfTheProvider(bool httpFirst)
    {
        const string Http = "http:\n  api_password: old\n  trusted_networks: [10.0.0.0/8]\n";
        const string Home = """
            homeassistant:
              auth_providers:
                - type: homeassistant
                - type: trusted_networks
                  trusted_networks: 192.168.1.0/24
                - type: legacy_api_password
                  api_password: new

            """;
        var report = OldConfiguration.Read(httpFirst ? Http + Home : Home + Http);
        Assert.Equal(["http.api_password beside_provider", "http.trusted_networks beside_provider"], report.Findings.Where(finding => finding.Outcome == OldOutcome.Problem).Select(finding => $"{finding.Key} {finding.Meaning}"));
        Same(
            """
            {
              "AuthProviders": [
                { "Type": "homeassistant" },
                { "Type": "trusted_networks", "TrustedNetworks": ["192.168.1.0/24"] },
                { "Type": "legacy_api_password", "ApiPassword": "new" }
              ]
            }
            """,
            report);
        ConfigurationFile.Check(report);
    }

    [Fact]
    public void SecondOfAKindWithoutAnIdIsSaidAndLeftOut()
    {
        var report = OldConfiguration.Read("""
            homeassistant:
              auth_providers:
                - type: homeassistant
                - {type: trusted_networks, trusted_networks: 10.0.0.0/8}
                - {type: trusted_networks, trusted_networks: 10.1.0.0/16}
                - {type: trusted_networks, trusted_networks: 10.2.0.0/16, id: guests}
              auth_mfa_modules:
                - type: totp
                - type: totp
            """);
        Assert.Equal(["homeassistant.auth_providers[1] 4 Applies same", "homeassistant.auth_providers[2] 5 Problem twice", "homeassistant.auth_providers[3] 6 Applies same"], Lines(report).Skip(1).Take(3));
        Assert.Contains("homeassistant.auth_mfa_modules[1] 9 Problem twice", Lines(report));
        ConfigurationFile.Check(report);
    }

    [Fact]
    public void WhatStandsElsewhereIsAskedForOnlyWhereItIsRead()
    {
        var report = OldConfiguration.Read("""
            homeassistant:
              name: !secret name
              customize: !include customize.yaml
              packages: !include_dir_named packages
              auth_mfa_modules: !include factors.yaml
              auth_providers:
                - type: homeassistant
                - !include guests.yaml
                - type: trusted_networks
                  trusted_networks:
                    - !secret network
                - type: legacy_api_password
            http:
              api_password: !secret http_password
              ssl_key: !secret key
              use_x_frame_options: !secret frames
            automation: !include automations.yaml
            """);
        Assert.Equal(
            [
                "homeassistant.name 2 ByHand elsewhere", "homeassistant.packages 4 ByHand packages", "homeassistant.auth_mfa_modules 5 ByHand elsewhere", "homeassistant.auth_providers[0] 7 Applies same",
                "homeassistant.auth_providers[1] 8 ByHand elsewhere", "homeassistant.auth_providers[2] 9 ByHand elsewhere", "homeassistant.auth_providers[3] 12 ByHand elsewhere",
                "http.api_password 14 ByHand elsewhere", "http.ssl_key 15 ByHand certificate", "http.use_x_frame_options 16 Nothing foreign",
            ],
            Lines(report));
    }

    [Fact]
    public void EachMeaningAndOutcomeHasItsWords()
    {
        var texts = new Texts();
        var tails = typeof(OldMeanings).GetFields().Select(field => (string)field.GetRawConstantValue()!).Concat(Enum.GetNames<OldOutcome>().Select(outcome => $"outcome.{outcome}"));
        Assert.All(tails, tail => Assert.NotEqual($"import.{tail}", texts[$"import.{tail}"]));
    }

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
