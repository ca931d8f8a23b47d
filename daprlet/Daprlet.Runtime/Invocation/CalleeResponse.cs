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

/// <summary>A callee's answer, its body still to be read.</summary>
internal sealed class CalleeResponse(CalleeKind kind, HttpResponseMessage message, IDisposable owner) : IDisposable
{
    public CalleeKind Kind => kind;

    public HttpResponseMessage Message => message;

    public void Dispose() => owner.Dispose();
}
