using System.Net;
using System.Text.Json.Nodes;

namespace DaprShop.Tests.EndToEnd;

/// <summary>What the shop's OpenAPI documents say of a route and a verb.</summary>
/// <param name="Verb">The verb, in capital letters.</param>
/// <param name="Path">The path, with its parameters in braces.</param>
/// <param name="Query">The types of the query's parameters by their names.</param>
/// <param name="Body">The types of the JSON body's fields by their names; null if it takes no body.</param>
internal sealed record PublicRoute(
    string Verb, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string>? Body)
{
    private const string SomeId = "0197a000-0000-7000-8000-0000000000ff";

    /// <summary>The path for something that is not there.</summary>
    public string SomePath => With(SomeId);

    public bool HasParameter => Path.Contains('{', StringComparison.Ordinal);

    /// <summary>All that the shop has, service by service.</summary>
    public static async Task<IReadOnlyList<PublicRoute>> AllAsync(Shop shop)
    {
        var routes = new List<PublicRoute>();
        foreach (var service in (string[])["users", "products", "orders", "baskets", "notifications", "gateway"])
            routes.AddRange(Of(await ReadAsync(shop, $"/openapi/{service}.json")));
        return routes;
    }

    /// <summary>The path with a value in the place of each of its parameters.</summary>
    public string With(string value) => string.Join('/', Path.Split('/').Select(segment => segment.StartsWith('{') ? value : segment));

    public override string ToString() => $"{Verb} {Path}";

    // On a busy machine a service may take longer to make its document than the gateway waits, but makes it.
    private static async Task<JsonNode> ReadAsync(Shop shop, string path)
    {
        JsonNode? document = null;
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await shop.Client.GetAsync(path);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) return false;
            document = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
            return true;
        }, path);
        return document!;
    }

    private static IEnumerable<PublicRoute> Of(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        let parameters = operation.Value!["parameters"]?.AsArray() ?? []
        select new PublicRoute(
            operation.Key.ToUpperInvariant(), path.Key,
            parameters.Where(parameter => (string?)parameter!["in"] == "query")
                .ToDictionary(parameter => (string)parameter!["name"]!, parameter => (string?)parameter!["schema"]!["type"] ?? ""),
            Fields(document, operation.Value["requestBody"]?["content"]?["application/json"]?["schema"]));

    private static Dictionary<string, string>? Fields(JsonNode document, JsonNode? schema)
    {
        if (schema is null) return null;
        var resolved = Resolve(document, schema);
        return (resolved["properties"]?.AsObject() ?? []).ToDictionary(field => field.Key, field => (string?)Resolve(document, field.Value!)["type"] ?? "");
    }

    private static JsonNode Resolve(JsonNode document, JsonNode schema) =>
        (string?)(schema["$ref"] ?? schema["allOf"]?[0]?["$ref"]) is { } reference ? document["components"]!["schemas"]![reference.Split('/')[^1]]! : schema;
}
