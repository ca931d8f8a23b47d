using Daprlet.Errors;
using Daprlet.Json;
using Grpc.Core;

namespace Daprlet.PubSub;

/// <summary>The errors of the publish API, as daprd words them.</summary>
internal static class PubSubErrors
{
    public static ApiError NameEmpty(IReadOnlyDictionary<string, string> metadata) =>
        Error(404, "ERR_PUBSUB_EMPTY", "", "pubsub name is empty", Info("DAPR_PUBSUB_NAME_EMPTY", metadata)) with { GrpcStatus = StatusCode.InvalidArgument };

    public static ApiError NotFound(string pubSub, IReadOnlyDictionary<string, string> metadata)
    {
        var error = new ApiError(404, "ERR_PUBSUB_NOT_FOUND", $"pubsub {pubSub} is not found", [Info("DAPR_PUBSUB_NOT_FOUND", metadata)]) { GrpcStatus = StatusCode.InvalidArgument };
        return error with { OverGrpc = error with { Details = [new ErrorInfo("DAPR_PUBSUB_NOT_FOUND")] } };
    }

    public static ApiError TopicEmpty(string pubSub, IReadOnlyDictionary<string, string> metadata) =>
        Error(404, "ERR_TOPIC_NAME_EMPTY", pubSub, $"topic is empty in pubsub {pubSub}", Info("DAPR_PUBSUB_TOPIC_NAME_EMPTY", metadata)) with { GrpcStatus = StatusCode.InvalidArgument };

    public static ApiError RawFlag(string pubSub, string word, IReadOnlyDictionary<string, string> metadata) =>
        Error(400, "ERR_PUBSUB_REQUEST_METADATA", pubSub, $"failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is '{word}'", Info("DAPR_PUBSUB_METADATA_DESERIALIZATION", metadata));

    public static ApiError Forbidden(string pubSub, string topic, string appId)
    {
        var message = $"topic {topic} is not allowed for app id {appId}";
        return Error(403, "ERR_PUBSUB_FORBIDDEN", pubSub, message, new ErrorInfo("DAPR_PUBSUB_FORBIDDEN", ("error", message), ("topic", topic)));
    }

    public static ApiError PublishFailed(string pubSub, string topic, string reason) =>
        Error(500, "ERR_PUBSUB_PUBLISH_MESSAGE", pubSub, $"error when publishing to topic {topic} in pubsub {pubSub}: {reason}", new ErrorInfo("DAPR_PUBSUB_PUBLISH_MESSAGE", ("error", reason), ("topic", topic)));

    public static ApiError NoCloudEvent(string pubSub, string appId, ReadOnlySpan<byte> body)
    {
        var reason = GoJsonSyntax.ErrorInFirstValue(body) ?? "the body is not a JSON object";
        var info = new ErrorInfo("DAPR_PUBSUB_CLOUD_EVENT_CREATION", ("appID", appId), ("error", reason));
        return Error(500, "ERR_PUBSUB_CLOUD_EVENTS_SER", pubSub, "cannot create cloudevent", info) with { GrpcStatus = StatusCode.InvalidArgument };
    }

    public static ApiError EntriesUnreadable(string pubSub, string topic, string appId, string reason) =>
        Error(400, "ERR_PUBSUB_EVENTS_SER", pubSub, $"error when unmarshaling the request for topic {topic} pubsub {pubSub}: {reason}", new ErrorInfo("DAPR_PUBSUB_UNMARSHAL_EVENTS", ("appID", appId), ("error", reason)));

    public static ApiError EntryMismatch(string pubSub, string topic, string appId)
    {
        const string Reason = "error: mismatch between contentType and event";
        return Error(400, "ERR_PUBSUB_EVENTS_SER", pubSub, $"error when marshalling cloud event envelope for topic {topic} pubsub {pubSub}: {Reason}", new ErrorInfo("DAPR_PUBSUB_MARSHAL_ENVELOPE", ("appID", appId), ("error", Reason)));
    }

    public static ApiError EntryId(string pubSub, string topic, string appId)
    {
        const string Reason = "entryId is duplicated or not present for entry";
        return Error(400, "ERR_PUBSUB_EVENTS_SER", pubSub, $"error marshaling events to bytes for topic {topic} pubsub {pubSub}. error: {Reason}", new ErrorInfo("DAPR_PUBSUB_MARSHAL_EVENTS", ("appID", appId), ("error", Reason)));
    }

    private static ApiError Error(int status, string code, string pubSub, string message, ErrorInfo info)
    {
        return new ApiError(status, code, message, [new ResourceInfo("pubsub", pubSub, message), info]);
    }

    private static ErrorInfo Info(string reason, IReadOnlyDictionary<string, string> metadata) => new(reason, metadata);
}
