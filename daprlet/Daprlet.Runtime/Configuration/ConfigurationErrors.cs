using Daprlet.Errors;
using Grpc.Core;

namespace Daprlet.Configuration;

/// <summary>The configuration API's errors in Dapr's words.</summary>
internal static class ConfigurationErrors
{
    public const string UnsubscribeCode = "ERR_CONFIGURATION_UNSUBSCRIBE";

    public static readonly ApiError NotConfigured = new(500, "ERR_CONFIGURATION_STORE_NOT_CONFIGURED", "configuration stores not configured") { GrpcStatus = StatusCode.FailedPrecondition };

    public static readonly ApiError NoApp = new(500, "ERR_APP_CHANNEL_NIL", "app channel is not initialized. cannot subscribe to configuration updates");

    public static ApiError NotFound(string store) => new(400, "ERR_CONFIGURATION_STORE_NOT_FOUND", $"configuration store {store} not found");

    public static ApiError Get(IReadOnlyList<string> keys, string store, string reason) =>
        new(500, "ERR_CONFIGURATION_GET", $"failed to get {List(keys)} from Configuration store {store}: {reason}");

    public static ApiError Subscribe(IReadOnlyList<string> keys, string store, string reason) =>
        new(500, "ERR_CONFIGURATION_SUBSCRIBE", $"failed to subscribe {List(keys)} from Configuration store {store}: {reason}") { GrpcStatus = StatusCode.InvalidArgument };

    public static ApiError Unsubscribe(string id, string reason) =>
        new(500, UnsubscribeCode, $"failed to unsubscribe to configuration request {id}: {reason}");

    private static string List(IReadOnlyList<string> keys) => $"[{string.Join(' ', keys)}]";
}
