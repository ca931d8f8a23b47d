using System.Text.Json.Nodes;
using DaprShop.Contracts.Events;

namespace DaprShop.Tests.Contracts;

/// <summary>The AsyncAPI document of the shop's events, made from the same table as the services publish by.</summary>
internal static class AsyncApi
{
    public const string FileName = "asyncapi.json";

    private const string Channel = "orders";

    public static JsonObject Document() => new()
    {
        ["asyncapi"] = "3.0.0",
        ["info"] = new JsonObject
        {
            ["title"] = "DaprShop events",
            ["version"] = "1.0.0",
            ["description"] =
                "CloudEvents 1.0 in structured mode, published through Dapr. They arrive at least once and in any order: know an event again by source "
                + "and id. The type ends in the major version of the data. Within it fields are only added: ignore what you do not know. Refuse a major "
                + "version that you do not know, so that it becomes a dead letter and is not lost.",
        },
        ["defaultContentType"] = "application/cloudevents+json",
        ["channels"] = new JsonObject
        {
            [Channel] = new JsonObject
            {
                ["address"] = OrderEvents.Topic,
                ["title"] = "What happens to orders",
                ["description"] = "A topic of the pub/sub component pubsub. The key of a message, where the broker has keys, is the order's id.",
                ["messages"] = new JsonObject(Names.Select(type => KeyValuePair.Create(type, (JsonNode?)Reference($"#/components/messages/{type}")))),
            },
        },
        ["operations"] = new JsonObject
        {
            ["publishOrderEvents"] = new JsonObject
            {
                ["action"] = "send",
                ["summary"] = "Orders publishes what happens to orders.",
                ["channel"] = Reference($"#/channels/{Channel}"),
            },
            ["receiveOrderEvents"] = new JsonObject
            {
                ["action"] = "receive",
                ["summary"] = "Notifications, and whoever else subscribes.",
                ["channel"] = Reference($"#/channels/{Channel}"),
            },
        },
        ["components"] = new JsonObject
        {
            ["messages"] = new JsonObject(OrderEvents.Types.Select(type => KeyValuePair.Create(type.Key, (JsonNode?)Message(type.Key, type.Value)))),
            ["schemas"] = new JsonObject { ["cloudEvent"] = CloudEvent() },
        },
    };

    private static IEnumerable<string> Names => OrderEvents.Types.Keys;

    private static JsonObject Message(string type, Type record) => new()
    {
        ["name"] = type,
        ["summary"] = Documentation.OfType(record),
        ["payload"] = new JsonObject
        {
            ["allOf"] = new JsonArray(
                Reference("#/components/schemas/cloudEvent"),
                new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["type"] = new JsonObject { ["const"] = type },
                        ["data"] = Reference($"./schemas/{EventSchemas.FileName(type)}"),
                    },
                }),
        },
    };

    private static JsonObject CloudEvent() => new()
    {
        ["type"] = "object",
        ["description"] = "The attributes of every event (CloudEvents 1.0), with those that Dapr adds.",
        ["properties"] = new JsonObject
        {
            ["specversion"] = new JsonObject { ["const"] = "1.0" },
            ["id"] = Text("The order's id, the type and the event's number: the same whenever the event is published again."),
            ["source"] = Text("The app id of the publisher."),
            ["type"] = Text("What happened, and the major version of the data."),
            ["subject"] = Text("The order's id."),
            ["time"] = Text("When it was published this time; when it happened stands in the data.", "date-time"),
            ["datacontenttype"] = new JsonObject { ["const"] = "application/json" },
            ["topic"] = Text("The topic that it was published to, on a dead letter too."),
            ["pubsubname"] = Text("The pub/sub component."),
            ["traceparent"] = Text("The trace in which it was published (W3C Trace Context)."),
            ["tracestate"] = Text("The same, of a vendor."),
            ["traceid"] = Text("The same as traceparent."),
            ["data"] = new JsonObject { ["type"] = "object" },
        },
        ["required"] = new JsonArray("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "topic", "pubsubname", "data"),
    };

    private static JsonObject Text(string description, string? format = null)
    {
        var schema = new JsonObject { ["type"] = "string", ["description"] = description };
        if (format is not null) schema["format"] = format;
        return schema;
    }

    private static JsonObject Reference(string target) => new() { ["$ref"] = target };
}
