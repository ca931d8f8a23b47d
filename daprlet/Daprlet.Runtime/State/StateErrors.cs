using Daprlet.Components.State;
using Daprlet.Errors;
using Grpc.Core;

namespace Daprlet.State;

/// <summary>The state API's errors in Dapr's words.</summary>
internal static class StateErrors
{
    private const string Malformed = "ERR_MALFORMED_REQUEST";
    private const string TimedOut = "context deadline exceeded";

    public static ApiError NotConfigured(string store, string? appId) =>
        new(500, "ERR_STATE_STORE_NOT_CONFIGURED", $"state store {store} is not configured", [Info("DAPR_STATE_NOT_CONFIGURED", appId)]) { GrpcStatus = StatusCode.FailedPrecondition };

    public static ApiError NotFound(string store, string? appId) =>
        new(400, "ERR_STATE_STORE_NOT_FOUND", $"state store {store} is not found", [Info("DAPR_STATE_NOT_FOUND", appId)]);

    public static ApiError NoQueries(string store) =>
        new(500, "ERR_STATE_STORE_NOT_SUPPORTED", "state store does not support querying", [new ResourceInfo("state", store), Info("DAPR_STATE_QUERYING_NOT_SUPPORTED")]);

    public static ApiError NoTransactions(string store) => new(500, "ERR_STATE_STORE_NOT_SUPPORTED", $"state store {store} doesn't support transactions",
    [
        new Help("Check the list of state stores and the features they support", "https://docs.dapr.io/reference/components-reference/supported-state-stores/"),
        new ResourceInfo("state", store), Info("DAPR_STATE_TRANSACTIONS_NOT_SUPPORTED"),
    ]);

    public static ApiError UnknownOperation(string operation) =>
        new(400, "ERR_NOT_SUPPORTED_STATE_OPERATION", $"operation type {operation} not supported") { GrpcStatus = StatusCode.Unimplemented };

    public static ApiError MalformedSave(string reason) => new(400, Malformed, reason);

    public static ApiError MalformedBody(string reason) => new(400, Malformed, $"failed deserializing HTTP body: {reason}");

    public static ApiError Get(string key, string store, string reason) => new(500, "ERR_STATE_GET", $"fail to get {key} from state store {store}: {reason}");

    /// <summary>Over gRPC nothing is said but the reason, and a time limit is the call's own.</summary>
    public static ApiError BulkGet(string reason) => new(500, "ERR_STATE_BULK_GET", reason)
    {
        OverGrpc = new(500, "", reason, []) { GrpcStatus = reason == TimedOut ? StatusCode.DeadlineExceeded : StatusCode.Unknown },
    };

    public static ApiError Save(string store, StateFault fault) => fault.Kind switch
    {
        StateFaultKind.MissingKey => new(400, Malformed, fault.Message) { OverGrpc = new(400, "ERR_STATE_SAVE", "state key cannot be empty") },
        StateFaultKind.IllegalKey => IllegalKey(store, fault),
        _ => OfFault(fault, "ERR_STATE_SAVE", $"failed saving state in state store {store}"),
    };

    public static ApiError Delete(string key, string store, StateFault fault) => fault.Kind == StateFaultKind.IllegalKey
        ? IllegalKey(store, fault)
        : OfFault(fault, "ERR_STATE_DELETE", $"failed deleting state with key {key}");

    /// <summary>Of several keys, which only gRPC can delete at once.</summary>
    public static ApiError DeleteMany(string store, StateFault fault) => fault.Kind == StateFaultKind.IllegalKey
        ? IllegalKey(store, fault)
        : OfFault(fault, "ERR_STATE_BULK_DELETE", $"failed deleting state in state store {store}");

    /// <summary>An etag fault too is a 500 here.</summary>
    public static ApiError Transaction(string store, StateFault fault) => fault.Kind == StateFaultKind.IllegalKey
        ? IllegalKey(store, fault, named: false)
        : new(500, "ERR_STATE_TRANSACTION", $"error while executing state transaction: {fault.Message}");

    /// <param name="named">Whether the detail names the field, which is the key; in a transaction over HTTP it does not.</param>
    public static ApiError IllegalKey(string store, StateFault fault, bool named = true)
    {
        ApiError Worded(string message, bool isNamed) =>
            new(400, Malformed, message, [new BadRequest(isNamed ? fault.Key : null, message), new ResourceInfo("state", store), Info("DAPR_STATE_ILLEGAL_KEY")]);
        return Worded($"api error: code = InvalidArgument desc = {fault.Message}", named) with { OverGrpc = Worded(fault.Message, isNamed: true) };
    }

    private static ApiError OfFault(StateFault fault, string code, string what) => new(Status(fault), code, $"{what}: {fault.Message}")
    {
        GrpcStatus = fault.Kind switch
        {
            StateFaultKind.ETagMismatch => StatusCode.Aborted,
            StateFaultKind.ETagInvalid => StatusCode.InvalidArgument,
            _ => StatusCode.Internal,
        },
    };

    private static int Status(StateFault fault) => fault.Kind switch
    {
        StateFaultKind.ETagMismatch => 409,
        StateFaultKind.ETagInvalid => 400,
        _ => 500,
    };

    private static ErrorInfo Info(string reason, string? appId = null) => appId is null ? new ErrorInfo(reason) : new ErrorInfo(reason, ("appID", appId));
}
