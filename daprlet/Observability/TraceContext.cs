using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Observability;

/// <summary>The W3C trace context of a request to the sidecar, and of what the sidecar sends on its behalf.</summary>
/// <param name="TraceParent">Never empty: a <c>traceparent</c> of zeros stands for none.</param>
/// <param name="TraceState">May be empty.</param>
public sealed record TraceContext(string TraceParent, string TraceState)
{
    private const string Zero = "00-00000000000000000000000000000000-0000000000000000-00";

    private static readonly object Key = new();

    /// <summary>Reads the request's trace context and sets the headers of the answer.</summary>
    /// <param name="tracing">Whether the sidecar makes spans of its own; otherwise an incoming context passes unchanged.</param>
    internal static void Begin(HttpContext http, bool tracing)
    {
        var incoming = http.Request.Headers.TraceParent.ToString();
        var known = ActivityContext.TryParse(incoming, http.Request.Headers.TraceState, out var parent);
        var own = tracing ? Child(known ? parent : default) : known ? incoming : Zero;
        var context = new TraceContext(own, known ? http.Request.Headers.TraceState.ToString() : "");
        http.Items[Key] = context;
        http.Response.Headers.TraceParent = context.TraceParent;
        if (context.TraceState.Length > 0)
            http.Response.Headers.TraceState = context.TraceState;
    }

    /// <summary>The trace context of a request that came through the API pipeline.</summary>
    public static TraceContext Of(HttpContext http) => http.Items[Key] as TraceContext ?? new TraceContext(Zero, "");

    private static string Child(ActivityContext parent)
    {
        var trace = parent == default ? ActivityTraceId.CreateRandom() : parent.TraceId;
        return $"00-{trace.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01";
    }
}
