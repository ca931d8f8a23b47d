using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Daprlet.Components.Configuration;

namespace Daprlet.Configuration;

/// <summary>Settings as Dapr's HTTP API shows them: what is empty is left out, names are in order.</summary>
internal static class ConfigurationJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Items(IReadOnlyDictionary<string, ConfigurationItem> items) =>
        new(items.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => KeyValuePair.Create(item.Key, (JsonNode?)Item(item.Value))));

    public static JsonObject Item(ConfigurationItem item)
    {
        var json = new JsonObject();
        if (item.Value.Length > 0)
            json["value"] = item.Value;
        if (item.Version.Length > 0)
            json["version"] = item.Version;
        if (item.Metadata.Count > 0)
            json["metadata"] = new JsonObject(item.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return json;
    }

    public static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Options);
}
