using System.Text;
using System.Text.Json;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Daprlet.PubSub.Delivery;

/// <summary>Events as gRPC subscribers get them: the known attributes as fields, the others as extensions, the data as bytes of its content type.</summary>
internal static class TopicEvents
{
    private const string Data = "data";
    private const string DataBase64 = "data_base64";

    private static readonly HashSet<string> Fields = ["id", "source", "type", "specversion", "datacontenttype", Data, DataBase64];

    /// <exception cref="InvalidDataException">The event cannot be put that way.</exception>
    public static TopicEventRequest ToMessage(Subscription subscription, string path, DeliveredEvent delivered)
    {
        var attributes = delivered.Attributes;
        var contentType = Text(attributes, "datacontenttype");
        return new TopicEventRequest
        {
            Id = Text(attributes, "id"),
            Source = Text(attributes, "source"),
            Type = Text(attributes, "type"),
            SpecVersion = Text(attributes, "specversion"),
            DataContentType = contentType,
            Topic = delivered.Message.Topic,
            Data = attributes.Has(DataBase64) ? DecodedData(attributes) : PlainData(attributes, contentType),
            PubsubName = subscription.PubSub,
            Path = path,
            Extensions = Extensions(attributes),
        };
    }

    /// <summary>An event of a bulk delivery, where Dapr leaves data in base64 out.</summary>
    /// <exception cref="InvalidDataException">The event cannot be put that way.</exception>
    public static TopicEventCERequest ToBulkMessage(DeliveredEvent delivered)
    {
        var attributes = delivered.Attributes;
        var contentType = Text(attributes, "datacontenttype");
        return new TopicEventCERequest
        {
            Id = Text(attributes, "id"),
            Source = Text(attributes, "source"),
            Type = Text(attributes, "type"),
            SpecVersion = Text(attributes, "specversion"),
            DataContentType = contentType,
            Data = PlainData(attributes, contentType),
            Extensions = Extensions(attributes),
        };
    }

    private static string Text(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> attributes, string name) => attributes.Text(name) ?? "";

    private static ByteString DecodedData(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> attributes)
    {
        try
        {
            return ByteString.FromBase64(attributes.Text(DataBase64) ?? throw new InvalidDataException("data_base64 of the event is no string"));
        }
        catch (FormatException e)
        {
            throw new InvalidDataException("data_base64 of the event is not base64", e);
        }
    }

    /// <summary>Nothing for content types that are neither text nor JSON, as in Dapr.</summary>
    private static ByteString PlainData(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> attributes, string contentType)
    {
        if (!attributes.Has(Data))
            return ByteString.Empty;
        if (ContentTypes.IsText(contentType))
            return ByteString.CopyFrom(attributes.Text(Data) ?? throw new InvalidDataException("the event's content type is text and its data is not"), Encoding.UTF8);
        return ContentTypes.IsJson(contentType) || ContentTypes.IsCloudEvent(contentType) ? UnsafeByteOperations.UnsafeWrap(Rewritten(attributes[Data])) : ByteString.Empty;
    }

    private static byte[] Rewritten(ReadOnlyMemory<byte> json)
    {
        try
        {
            return GoJson.Rewrite(json.Span);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the event's data: {e.Message}", e);
        }
    }

    private static Struct Extensions(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> attributes)
    {
        var extensions = new Struct();
        foreach (var (name, value) in attributes)
        {
            if (!Fields.Contains(name))
                extensions.Fields[name] = JsonStruct.Read(value.Span);
        }
        return extensions;
    }
}
