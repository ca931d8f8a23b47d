using Daprlet.Grpc.Internal.V1;

namespace Daprlet.Invocation;

/// <summary>Which way an answer came.</summary>
internal enum CalleeKind
{
    /// <summary>The caller's own app.</summary>
    Self,

    /// <summary>Another app, by way of its sidecar.</summary>
    Peer,

    /// <summary>An HTTPEndpoint or a plain URL.</summary>
    Endpoint,
}

/// <summary>A callee's answer in the callee's protocol: HTTP, its body still to be read, or gRPC.</summary>
internal sealed class CalleeResponse : IDisposable
{
    private readonly IDisposable? _owner;

    public CalleeResponse(CalleeKind kind, HttpResponseMessage message, IDisposable owner) => (Kind, Http, _owner) = (kind, message, owner);

    public CalleeResponse(CalleeKind kind, AppAnswer answer) => (Kind, Grpc) = (kind, answer);

    public CalleeKind Kind { get; }

    /// <summary>The answer of a callee that speaks HTTP; else null.</summary>
    public HttpResponseMessage? Http { get; }

    /// <summary>The answer of an app that speaks gRPC; else null.</summary>
    public AppAnswer? Grpc { get; }

    /// <summary>Whether it says no more than that the app cannot be reached.</summary>
    public bool IsUnreachable => Grpc is { IsUnreachable: true };

    public void Dispose() => _owner?.Dispose();
}
