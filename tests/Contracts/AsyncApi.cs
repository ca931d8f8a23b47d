using System.Text.Json.Nodes;
using DaprShop.Contracts.Events;

namespace DaprShop.Tests.Contracts;

/// <summary>The AsyncAPI document of the shop's events, made from the same table as the services publish by.</summary>
internal static class AsyncApi
{
    public const string FileName = "asyncapi.json";

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
            ["orders"] = Channel(OrderEvents.Topic, "What happens to orders", "order", OrderEvents.Types),
            ["users"] = Channel(UserEvents.Topic, "What happens to accounts", "user", UserEvents.Types),
        },
        ["operations"] = new JsonObject
        {
            ["publishOrderEvents"] = Operation("send", "orders", "Orders publishes what happens to orders."),
            ["receiveOrderEvents"] = Operation("receive", "orders", "Notifications, and whoever else subscribes."),
            ["publishUserEvents"] = Operation("send", "users", "Users publishes what happens to accounts."),
            ["receiveUserEvents"] = Operation("receive", "users", "Notifications alone."),
        },
        ["components"] = new JsonObject
        {
            ["messages"] = new JsonObject(OrderEvents.Types.Concat(UserEvents.Types).Select(type => KeyValuePair.Create(type.Key, (JsonNode?)Message(type.Key, type.Value)))),
            ["schemas"] = new JsonObject { ["cloudEvent"] = CloudEvent() },
        },
    };

    private static JsonObject Channel(string topic, string title, string subject, IReadOnlyDictionary<string, Type> types) => new()
    {
        ["address"] = topic,
        ["title"] = title,
        ["description"] = $"A topic of the pub/sub component pubsub. The key of a message, where the broker has keys, is the {subject}'s id.",
        ["messages"] = new JsonObject(types.Keys.Select(type => KeyValuePair.Create(type, (JsonNode?)Reference($"#/components/messages/{type}")))),
    };

    private static JsonObject Operation(string action, string channel, string summary) => new()
    {
        ["action"] = action,
        ["summary"] = summary,
        ["channel"] = Reference($"#/channels/{channel}"),
    };

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
            ["id"] = Text("The same whenever the event is published again: of an order its id, the type and the event's number; of an account the id of the change."),
            ["source"] = Text("The app id of the publisher."),
            ["type"] = Text("What happened, and the major version of the data."),
            ["subject"] = Text("The id of the order or the user."),
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
