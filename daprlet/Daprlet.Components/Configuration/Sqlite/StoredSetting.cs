using System.Text.Json;
using System.Text.Json.Nodes;

namespace Daprlet.Components.Configuration.Sqlite;

/// <summary>A row of the table: equal to another if nothing that a subscriber can see is different.</summary>
/// <param name="Metadata">A JSON object, or null.</param>
internal sealed record StoredSetting(string Value, string Version, string? Metadata)
{
    public ConfigurationItem ToItem() => new(Value, Version, Read(Metadata));

    public static string? Write(IReadOnlyDictionary<string, string>? metadata) =>
        metadata is { Count: > 0 } ? JsonSerializer.Serialize(metadata) : null;

    /// <summary>The table that daprlet makes lets nothing but objects in. What stands in another may be anything; then there is no metadata.</summary>
    private static Dictionary<string, string> Read(string? json)
    {
        try
        {
            return json is not null && JsonNode.Parse(json) is JsonObject members ? members.ToDictionary(member => member.Key, member => member.Value?.ToString() ?? "") : [];
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return [];
        }
    }
}
