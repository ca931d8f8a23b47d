namespace Daprlet.Invocation;

/// <summary>An invocation that never reached an answer of the app. The message is what Dapr says after <c>failed to invoke, id: …, err:</c>.</summary>
internal sealed class InvocationException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The callee could not be reached at all, so that another try or another instance may succeed.</summary>
    public bool IsUnavailable { get; init; }

    /// <summary>The callee's sidecar has no app that takes calls, so that another instance may have one.</summary>
    public bool IsAppAbsent { get; init; }

    public static InvocationException InvalidMethod(string reason) => new($"rpc error: code = InvalidArgument desc = invalid method: {reason}");

    public static InvocationException InvalidVerb() => new("rpc error: code = InvalidArgument desc = invalid HTTP verb");

    public static InvocationException MissingVerb() => new("rpc error: code = InvalidArgument desc = missing HTTP extension field");

    /// <summary>The caller's own app is called, and there is none.</summary>
    public static InvocationException NotInitialized() => new("cannot invoke local endpoint: app channel not initialized");

    /// <summary>A caller over gRPC sent no message to be passed on.</summary>
    public static InvocationException NoMessage() =>
        new("rpc error: code = InvalidArgument desc = parsing InternalInvokeRequest error: request does not contain the required fields in the leading chunk");

    public static InvocationException NoHost() => new("no host found with the given ID");

    public static InvocationException AppUnhealthy() => new("rpc error: code = Internal desc = app is not in a healthy state") { IsAppAbsent = true };

    public static InvocationException NoApp() => new("rpc error: code = Internal desc = app channel is not initialized") { IsAppAbsent = true };

    /// <summary>What a caller is told of a failure between another app's sidecar and that app.</summary>
    public static InvocationException InvokingAppChannel(string cause) => new($"rpc error: code = Internal desc = error invoking app channel: {cause}");

    /// <inheritdoc cref="InvokingAppChannel(string)"/>
    public static InvocationException InvokingAppChannel(InvocationException cause) =>
        new($"rpc error: code = Internal desc = error invoking app channel: {cause.Message}", cause) { IsUnavailable = cause.IsUnavailable, IsAppAbsent = cause.IsAppAbsent };
}
