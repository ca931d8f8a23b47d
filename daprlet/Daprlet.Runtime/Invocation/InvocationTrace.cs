using Daprlet.GrpcApi;
using Daprlet.Observability;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Invocation;

/// <summary>Which trace context goes from a call to its callee: text for <c>traceparent</c> and <c>tracestate</c>, null for none.</summary>
internal static class InvocationTrace
{
    /// <summary>For a call over HTTP: what came goes on, even where it makes no sense; where the sidecar has a trace, its own span takes the place.</summary>
    public static (string? Parent, string? State) Of(IHeaderDictionary headers, TraceContext trace)
    {
        var incoming = headers.TraceParent is [{ Length: > 0 } parent, ..] ? parent : null;
        if (incoming is null && trace.IsOff)
            return default;
        var state = trace.TraceState.Length > 0 ? trace.TraceState : incoming is not null && headers.TraceState is [{ Length: > 0 } raw, ..] ? raw : null;
        return (incoming is null || trace.HasTrace ? trace.TraceParent : incoming, state);
    }

    /// <summary>For a call over gRPC: the binary context of the call goes on, else the sidecar's. As in Dapr its state does not.</summary>
    public static (string? Parent, string? State) OfGrpc(IHeaderDictionary headers, TraceContext trace)
    {
        if (GrpcTrace.Parse(headers[GrpcTrace.Header].ToString()) is { } binary)
            return (binary, null);
        return (trace.IsOff ? headers.TraceParent is [{ Length: > 0 } incoming, ..] ? incoming : null : trace.TraceParent, null);
    }
}
