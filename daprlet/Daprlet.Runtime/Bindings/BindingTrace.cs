using Daprlet.Observability;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Bindings;

/// <summary>Bindings get the trace context and the baggage of the request as metadata.</summary>
internal static class BindingTrace
{
    /// <param name="replaces">Whether the request's context counts more than one that the caller wrote into the metadata.</param>
    public static Dictionary<string, string> With(IEnumerable<KeyValuePair<string, string>> given, HttpContext http, bool replaces)
    {
        var metadata = given.ToDictionary();
        var trace = TraceContext.Of(http);
        if (!trace.IsOff && (replaces || !metadata.ContainsKey("traceparent")))
            metadata["traceparent"] = trace.TraceParent;
        if (trace.TraceState.Length > 0 && (replaces || !metadata.ContainsKey("tracestate")))
            metadata["tracestate"] = trace.TraceState;
        if (http.Request.Headers["baggage"] is { Count: > 0 } baggage)
            metadata["baggage"] = string.Join(',', baggage.AsEnumerable());
        return metadata;
    }
}
