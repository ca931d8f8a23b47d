using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using DaprShop.Contracts.Events;
using DaprShop.ServiceDefaults.Json;

namespace DaprShop.Tests.Contracts;

/// <summary>The JSON Schemas of the events, made from their records and what is written about these.</summary>
internal static class EventSchemas
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Complete };

    /// <summary>By the name of their file.</summary>
    public static IReadOnlyDictionary<string, JsonObject> All() =>
        OrderEvents.Types.Concat(UserEvents.Types).ToDictionary(type => FileName(type.Key), type => Schema(type.Key, type.Value));

    public static string FileName(string type) => $"{type}.json";

    private static JsonObject Schema(string type, Type record)
    {
        var exported = ShopJson.Events.GetJsonSchemaAsNode(record, Options).AsObject();
        var schema = new JsonObject { ["$schema"] = Dialect, ["title"] = type };
        foreach (var (name, value) in exported.ToList())
        {
            exported.Remove(name);
            schema[name] = value;
        }

        return schema;
    }

    private static JsonObject Complete(JsonSchemaExporterContext context, JsonNode node)
    {
        // The exporter cannot look into the converter for money.
        var schema = context.TypeInfo.Type == typeof(decimal)
            ? new JsonObject { ["type"] = "number", ["multipleOf"] = 0.01m }
            : node.AsObject();
        var words = context.PropertyInfo is { } property
            ? Documentation.OfParameter(property.DeclaringType, property.Name)
            : context.TypeInfo.Kind == JsonTypeInfoKind.Object ? Documentation.OfType(context.TypeInfo.Type) : null;
        if (words is not null) schema.Insert(0, "description", words);
        return schema;
    }
}
