using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DaprShop.Tests.Polyglot.Node;

namespace DaprShop.Tests.Polyglot.Plain;

/// <summary>An app that has no SDK, and speaks gRPC. Bytes travel between it and a test as base64.</summary>
public sealed class PlainApp(NodePackages packages) : AppPair(packages, "grpc-app.mjs", "grpc", "grpc"), ICollectionFixture<PlainApp>
{
    /// <summary>A value as bytes of JSON.</summary>
    public static string Bytes(object value) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(value));

    /// <summary>The value of bytes of JSON.</summary>
    public static JsonNode? Json(JsonNode? bytes) => JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String((string)bytes!)));

    /// <summary>Calls a method of Dapr's API from the app.</summary>
    public async Task<JsonNode> DaprAsync(string method, object request) => (await JavaScript.CallAsync("dapr", method, request))!;
}
