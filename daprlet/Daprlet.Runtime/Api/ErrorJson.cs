using System.Text.Json.Nodes;
using Daprlet.Errors;

namespace Daprlet.Api;

/// <summary>Errors as Dapr's HTTP API writes them.</summary>
internal static class ErrorJson
{
    private const string TypePrefix = "type.googleapis.com/google.rpc.";

    /// <summary>The body of an error's answer.</summary>
    public static JsonObject Of(ApiError error)
    {
        var body = new JsonObject { ["errorCode"] = error.Code, ["message"] = error.Message };
        if (error.Details is { } details)
            body["details"] = new JsonArray([.. details.Select(Of)]);
        return body;
    }

    private static JsonObject Of(ErrorDetail detail) => detail switch
    {
        ErrorInfo info => new() { ["@type"] = TypePrefix + "ErrorInfo", ["reason"] = info.Reason, ["domain"] = ErrorInfo.Domain, ["metadata"] = Of(info.Metadata) },
        ResourceInfo resource => new()
        {
            ["@type"] = TypePrefix + "ResourceInfo",
            ["resource_type"] = resource.Type,
            ["resource_name"] = resource.Name,
            ["owner"] = "",
            ["description"] = resource.Description,
        },
        BadRequest request => new() { ["@type"] = TypePrefix + "BadRequest", ["field_violations"] = new JsonArray(Violation(request)) },
        Help help => new() { ["@type"] = TypePrefix + "Help", ["links"] = new JsonArray(new JsonObject { ["description"] = help.Description, ["url"] = help.Url }) },
        _ => throw new ArgumentOutOfRangeException(nameof(detail), detail.GetType().Name, "unknown kind of detail"),
    };

    private static JsonObject Violation(BadRequest request)
    {
        var violation = new JsonObject();
        if (request.Field is not null)
            violation["field"] = request.Field;
        violation["description"] = request.Description;
        return violation;
    }

    private static JsonObject? Of(IReadOnlyDictionary<string, string>? metadata) =>
        metadata is null ? null : new JsonObject(metadata.Select(item => KeyValuePair.Create<string, JsonNode?>(item.Key, item.Value)));
}
