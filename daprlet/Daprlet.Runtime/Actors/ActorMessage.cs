using Daprlet.Invocation;

namespace Daprlet.Actors;

/// <summary>A call of an actor as HTTP carries it: to the app, or to the sidecar of another process.</summary>
internal static class ActorMessage
{
    /// <summary>A PUT without an address. Of the metadata of a gRPC call, the content type is no header (Dapr's HTTP channel takes it from the message alone).</summary>
    public static HttpRequestMessage Of(ActorCall call)
    {
        var message = new HttpRequestMessage(HttpMethod.Put, (Uri?)null) { Content = new ReadOnlyMemoryContent(call.Body) };
        foreach (var (name, values) in call.Headers)
        {
            if (call.Trace is null || !name.Equals("content-type", StringComparison.OrdinalIgnoreCase))
                ForwardedRequest.Add(message, name, values);
        }
        if (call.Trace is { IsOff: false } trace)
        {
            ForwardedRequest.Add(message, "traceparent", trace.TraceParent);
            if (trace.TraceState.Length > 0)
                ForwardedRequest.Add(message, "tracestate", trace.TraceState);
        }
        return message;
    }
}
