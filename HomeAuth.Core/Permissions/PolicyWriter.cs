using System.Text;
using System.Text.Json;

namespace HomeAuth.Core.Permissions;

/// <summary>Writes a policy in one way only, so that what permits the same reads the same. The text is ASCII.</summary>
internal static class PolicyWriter
{
    private static readonly string[] KeyNames = [PolicyKeys.Read, PolicyKeys.Control, PolicyKeys.Edit];

    public static string Write(PolicyRules rules)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteEntities(json, rules);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteEntities(Utf8JsonWriter json, PolicyRules rules)
    {
        if (rules.IsEverything)
        {
            json.WriteBoolean("entities", true);
            return;
        }

        (string Name, PolicyMap Map)[] maps =
            [("area_ids", rules.AreaIds), ("device_ids", rules.DeviceIds), ("domains", rules.Domains), ("entity_ids", rules.EntityIds)];
        if (rules.All is PolicyKeySet.None && Array.TrueForAll(maps, map => map.Map.IsNothing))
        {
            return;
        }

        json.WriteStartObject("entities");
        if (rules.All is not PolicyKeySet.None)
        {
            WritePermission(json, "all", rules.All);
        }

        foreach (var (name, map) in maps.Where(map => !map.Map.IsNothing))
        {
            WriteMap(json, name, map);
        }

        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, PolicyMap map)
    {
        if (map.IsEverything)
        {
            json.WriteBoolean(name, true);
            return;
        }

        json.WriteStartObject(name);
        foreach (var (id, keys) in map.Entries)
        {
            WritePermission(json, id, keys);
        }

        json.WriteEndObject();
    }

    private static void WritePermission(Utf8JsonWriter json, string name, PolicyKeySet keys)
    {
        if (keys is PolicyKeySet.Every)
        {
            json.WriteBoolean(name, true);
            return;
        }

        json.WriteStartObject(name);
        foreach (var key in KeyNames.Where(key => keys.HasFlag(PolicyReader.Key(key)!.Value)))
        {
            json.WriteBoolean(key, true);
        }

        json.WriteEndObject();
    }
}
