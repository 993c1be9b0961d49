using HomeAuth.Core;
using HomeAuth.Core.Permissions;

namespace HomeAuth.Tests.Core.Permissions;

public sealed class EntityPolicyTests
{
    private static readonly string[] Keys = [PolicyKeys.Read, PolicyKeys.Control, PolicyKeys.Edit];

    public static TheoryData<string> Invalid { get; } =
    [
        "", " ", "null", "true", "false", "1", "\"entities\"", "[]", "{", "{} {}", "{,}", "{}//", "{\"entities\":true,}",
        "{\"Entities\":true}", "{\"entities\":true,\"other\":true}", "{\"config_entries\":true}", "{\"entities\":false}",
        "{\"entities\":1}", "{\"entities\":\"true\"}", "{\"entities\":[]}", "{\"entities\":{\"entities\":true}}",
        "{\"entities\":{\"all\":false}}", "{\"entities\":{\"all\":\"read\"}}", "{\"entities\":{\"all\":[\"read\"]}}",
        "{\"entities\":{\"all\":{\"read\":false}}}", "{\"entities\":{\"all\":{\"write\":true}}}", "{\"entities\":{\"all\":{\"Read\":true}}}",
        "{\"entities\":{\"all\":{\"read\":1}}}", "{\"entities\":{\"all\":{\"read\":{}}}}", "{\"entities\":{\"all\":{\"read\":{\"read\":true}}}}",
        "{\"entities\":{\"domains\":false}}", "{\"entities\":{\"domains\":[\"light\"]}}", "{\"entities\":{\"domains\":{\"light\":false}}}",
        "{\"entities\":{\"domains\":{\"light\":{\"read\":false}}}}", "{\"entities\":{\"domains\":{\"light\":{\"light\":{\"read\":true}}}}}",
        "{\"entities\":{\"entity_ids\":false}}", "{\"entities\":{\"entity_ids\":{\"light.a\":false}}}", "{\"entities\":{\"entity_ids\":{\"light.a\":\"read\"}}}",
        "{\"entities\":{\"device_ids\":false}}", "{\"entities\":{\"area_ids\":{\"kitchen\":false}}}",
        "{\"entities\":true,\"entities\":true}", "{\"entities\":{\"all\":true,\"\\u0061ll\":{}}}",
        "{\"entities\":{\"domains\":{\"light\":true,\"light\":{\"read\":true}}}}", "{\"entities\":{\"all\":{\"read\":true,\"read\":true}}}",
        "{\"entities\":{\"domains\":{\"\\ud800\":true}}}", "{\"entities\":{\"domains\":{\"\ud800\":true}}}",
        new string('[', 40_000), string.Concat(Enumerable.Repeat("{\"entities\":", 5_000)),
    ];

    [Theory, Trait("HA", "146")]
    [InlineData("{}")]
    [InlineData("{\"entities\":null}")]
    [InlineData("{\"entities\":{}}")]
    [InlineData("{\"entities\":{\"all\":null}}")]
    [InlineData("{\"entities\":{\"all\":{},\"domains\":{},\"entity_ids\":{\"light.kitchen\":{}}}}")]
    [InlineData("{\"entities\":{\"all\":{\"read\":null},\"domains\":{\"light\":null}}}")]
    public void APolicyWithoutOpinionPermitsNothingAndIsWrittenEmpty(string json)
    {
        var policy = EntityPolicy.Parse(json);
        Assert.Equal("", Permitted(policy, "light.kitchen"));
        Assert.Equal("{}", policy.Json);
    }

    [Fact, Trait("HA", "146")]
    public void TruePermitsEverything() => Assert.Equal("read control edit", Permitted(EntityPolicy.Parse("{\"entities\": true}"), "light.kitchen"));

    [Theory, Trait("HA", "146"), Trait("HA", "148")]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public void WhatIsNotOfTheSchemaIsRefused(string json)
    {
        var refusal = Assert.Throws<HomeAuthException>(() => EntityPolicy.Parse(json));
        Assert.Equal((ErrorCodes.PolicyInvalid, "policy"), (refusal.Code, refusal.Field));
    }

    [Theory, Trait("HA", "147")]
    [InlineData("true", "light.kitchen", "read control edit")]
    [InlineData("true", "switch.kitchen", "read control edit")]
    [InlineData("{\"light\":true}", "light.kitchen", "read control edit")]
    [InlineData("{\"light\":true}", "light", "read control edit")]
    [InlineData("{\"light\":true}", "switch.kitchen", "")]
    [InlineData("{\"light\":true}", "lights.kitchen", "")]
    [InlineData("{\"light\":true}", "Light.kitchen", "")]
    [InlineData("{\"light\":{\"read\":true}}", "light.kitchen", "read")]
    [InlineData("{\"light.kitchen\":true}", "light.kitchen", "")]
    public void DomainsPermitTheirEntities(string domains, string entityId, string permitted) =>
        Assert.Equal(permitted, Permitted(Entities($"{{\"domains\":{domains}}}"), entityId));

    [Theory, Trait("HA", "148"), Trait("HA", "149")]
    [InlineData("true", "switch.kitchen", "read control edit")]
    [InlineData("{\"light.kitchen\":true}", "light.kitchen", "read control edit")]
    [InlineData("{\"light.kitchen\":true}", "light.kitchen_2", "")]
    [InlineData("{\"light.kitchen\":{\"read\":true}}", "light.kitchen", "read")]
    [InlineData("{\"light.kitchen\":{\"read\":true,\"control\":true}}", "light.kitchen", "read control")]
    [InlineData("{\"light.kitchen\":{\"edit\":true}}", "light.kitchen", "edit")]
    public void EntityIdsPermitThemselves(string entityIds, string entityId, string permitted) =>
        Assert.Equal(permitted, Permitted(Entities($"{{\"entity_ids\":{entityIds}}}"), entityId));

    [Theory, Trait("HA", "150")]
    [InlineData("true", "read control edit")]
    [InlineData("{\"read\":true}", "read")]
    [InlineData("{\"control\":true}", "control")]
    public void AllPermitsWithEveryEntity(string all, string permitted) =>
        Assert.Equal(permitted, Permitted(Entities($"{{\"all\":{all}}}"), "light.kitchen"));

    [Theory, Trait("HA", "151")]
    [InlineData("{\"device_ids\":{\"light.kitchen\":true}}")]
    [InlineData("{\"area_ids\":{\"kitchen\":true,\"light\":true}}")]
    public void SingleDevicesAndAreasAreKeptAndDecideNothing(string entities)
    {
        var policy = Entities(entities);
        Assert.Equal("", Permitted(policy, "light.kitchen"));
        Assert.Equal(policy.Json, EntityPolicy.Parse(policy.Json).Json);
        Assert.NotEqual("{}", policy.Json);
    }

    [Theory, Trait("HA", "151")]
    [InlineData("{\"device_ids\":true}")]
    [InlineData("{\"area_ids\":true}")]
    public void AllDevicesOrAreasAreEverything(string entities) => Assert.Equal("read control edit", Permitted(Entities(entities), "light.kitchen"));

    [Theory]
    [InlineData("light.kitchen", "read control edit")]
    [InlineData("light.hall", "read control")]
    [InlineData("switch.hall", "read")]
    public void AnEntryThatSaysNothingOnAKeyLeavesItToTheNextWiderOne(string entityId, string permitted)
    {
        var policy = EntityPolicy.Parse("""
            {"entities":{"entity_ids":{"light.kitchen":{"edit":true},"light.hall":{}},
             "device_ids":{"d":{}},"area_ids":null,"domains":{"light":{"control":true}},"all":{"read":true}}}
            """);
        Assert.Equal(permitted, Permitted(policy, entityId));
    }

    [Theory, Trait("HA", "152")]
    [InlineData("{}", "{\"entities\":{\"all\":{\"read\":true}}}", "{\"entities\":{\"all\":{\"read\":true}}}")]
    [InlineData("{\"entities\":true}", "{\"entities\":{\"all\":{\"read\":true}}}", "{\"entities\":true}")]
    [InlineData("{\"entities\":{\"all\":true}}", "{\"entities\":{\"all\":{\"read\":true}}}", "{\"entities\":{\"all\":true}}")]
    [InlineData("{\"entities\":{\"all\":{\"edit\":true}}}", "{\"entities\":{\"all\":{\"read\":true}}}", "{\"entities\":{\"all\":{\"read\":true,\"edit\":true}}}")]
    [InlineData(
        "{\"entities\":{\"domains\":{\"light\":true,\"switch\":{\"read\":true}}}}",
        "{\"entities\":{\"domains\":{\"light\":{\"read\":true},\"switch\":{\"edit\":true},\"fan\":true}}}",
        "{\"entities\":{\"domains\":{\"fan\":true,\"light\":true,\"switch\":{\"read\":true,\"edit\":true}}}}")]
    [InlineData(
        "{\"entities\":{\"entity_ids\":true}}",
        "{\"entities\":{\"entity_ids\":{\"light.a\":true},\"device_ids\":{\"d\":true},\"area_ids\":{\"a\":true}}}",
        "{\"entities\":{\"area_ids\":{\"a\":true},\"device_ids\":{\"d\":true},\"entity_ids\":true}}")]
    [InlineData("{\"entities\":{\"area_ids\":true}}", "{\"entities\":{\"area_ids\":{\"a\":true}}}", "{\"entities\":{\"area_ids\":true}}")]
    [InlineData("{\"entities\":null}", "{\"entities\":{\"all\":null}}", "{}")]
    public void MergingUnitesAndTrueWins(string one, string other, string merged)
    {
        EntityPolicy[] policies = [EntityPolicy.Parse(one), EntityPolicy.Parse(other)];
        Assert.Equal(merged, EntityPolicy.Merge(policies).Json);
        Assert.Equal(merged, EntityPolicy.Merge(policies.Reverse()).Json);
        Assert.Equal(EntityPolicy.Parse(one).Json, policies[0].Json);
    }

    [Fact]
    public void SomebodyWithoutGroupsHasNoAccess() => Assert.Equal("", Permitted(EntityPolicy.Merge([]), "light.kitchen"));

    [Fact, Trait("HA", "153")]
    public void PoliciesOfTheSystemPermitEverythingOrReading()
    {
        Assert.Equal("read control edit", Permitted(EntityPolicy.Everything, "light.kitchen"));
        Assert.Equal("read", Permitted(EntityPolicy.ReadOnly, "light.kitchen"));
        Assert.Equal("", Permitted(EntityPolicy.Nothing, "light.kitchen"));
        Assert.Equal("{\"entities\":true}", EntityPolicy.Everything.Json);
        Assert.Equal("{\"entities\":{\"all\":{\"read\":true}}}", EntityPolicy.ReadOnly.Json);
    }

    [Theory, Trait("HA", "154")]
    [InlineData("null", false, false)]
    [InlineData("{}", false, false)]
    [InlineData("{\"all\":null}", false, false)]
    [InlineData("{\"all\":{}}", false, false)]
    [InlineData("{\"all\":{\"read\":true}}", true, false)]
    [InlineData("{\"all\":true}", true, true)]
    [InlineData("true", true, true)]
    [InlineData("{\"domains\":true,\"entity_ids\":true,\"device_ids\":true,\"area_ids\":true}", false, false)]
    public void AccessToAllIsGivenByTrueOrByAll(string entities, bool read, bool control)
    {
        var policy = Entities(entities);
        Assert.Equal((read, control, control), (policy.AllowsAll(PolicyKeys.Read), policy.AllowsAll(PolicyKeys.Control), policy.AllowsAll(PolicyKeys.Edit)));
    }

    [Theory]
    [InlineData("write")]
    [InlineData("Read")]
    [InlineData("")]
    public void AKeyThatDoesNotExistIsNotAskedFor(string key)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EntityPolicy.Everything.Allows("light.kitchen", key));
        Assert.Throws<ArgumentOutOfRangeException>(() => EntityPolicy.Everything.AllowsAll(key));
    }

    [Fact]
    public void TheOrderOfATextDoesNotShowAndAListOfAllKeysIsNotTrue()
    {
        var policy = EntityPolicy.Parse("""
            { "entities": { "entity_ids": { "b.b": {"edit": true, "control": true, "read": true}, "a.a": true }, "domains": {"x": {}}, "all": {"read": true} } }
            """);
        Assert.Equal("""{"entities":{"all":{"read":true},"entity_ids":{"a.a":true,"b.b":{"read":true,"control":true,"edit":true}}}}""", policy.Json);
        Assert.Equal(policy.Json, EntityPolicy.Parse(policy.Json).Json);
    }

    [Fact]
    public void ATextOf64KilobytesIsReadAndOneByteMoreIsNot()
    {
        const string Json = "{\"entities\":true}";
        Assert.True(EntityPolicy.Parse(Json.PadRight(EntityPolicy.MaxBytes)).AllowsAll(PolicyKeys.Read));
        Assert.Throws<HomeAuthException>(() => EntityPolicy.Parse(Json.PadRight(EntityPolicy.MaxBytes + 1)));
        Assert.Throws<HomeAuthException>(() => EntityPolicy.Parse(Domain(new string('é', EntityPolicy.MaxBytes / 2))));
    }

    [Fact]
    public void ATextThatGrowsBeyondTheLimitWhenWrittenIsRefused()
    {
        Assert.Equal(Domain("\\u00E9"), EntityPolicy.Parse(Domain("é")).Json);
        Assert.Throws<HomeAuthException>(() => EntityPolicy.Parse(Domain(new string('é', 20_000))));
    }

    private static EntityPolicy Entities(string entities) => EntityPolicy.Parse($"{{\"entities\":{entities}}}");

    private static string Domain(string name) => $"{{\"entities\":{{\"domains\":{{\"{name}\":true}}}}}}";

    private static string Permitted(EntityPolicy policy, string entityId) => string.Join(' ', Keys.Where(key => policy.Allows(entityId, key)));
}
