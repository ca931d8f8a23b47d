using System.Text.Json.Nodes;

namespace Daprlet.Errors;

/// <summary>The details of a rich error (google.rpc error model, as Dapr's HTTP API writes it).</summary>
public static class ErrorDetails
{
    private const string TypePrefix = "type.googleapis.com/google.rpc.";

    public static JsonObject ErrorInfo(string reason, params ReadOnlySpan<(string Key, string Value)> metadata)
    {
        var values = new JsonObject();
        foreach (var (key, value) in metadata)
            values[key] = value;
        return new JsonObject { ["@type"] = TypePrefix + "ErrorInfo", ["reason"] = reason, ["domain"] = "dapr.io", ["metadata"] = values };
    }

    public static JsonObject ResourceInfo(string type, string name) =>
        new() { ["@type"] = TypePrefix + "ResourceInfo", ["resource_type"] = type, ["resource_name"] = name, ["owner"] = "", ["description"] = "" };

    public static JsonObject BadRequest(string field, string description) => new()
    {
        ["@type"] = TypePrefix + "BadRequest",
        ["field_violations"] = new JsonArray(new JsonObject { ["field"] = field, ["description"] = description }),
    };

    public static JsonObject Help(string description, string url) => new()
    {
        ["@type"] = TypePrefix + "Help",
        ["links"] = new JsonArray(new JsonObject { ["description"] = description, ["url"] = url }),
    };
}
