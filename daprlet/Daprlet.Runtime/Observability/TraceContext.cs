using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Daprlet.Observability;

/// <summary>The W3C trace context of a request to the sidecar, and of what the sidecar sends on its behalf.</summary>
/// <param name="TraceParent">Never empty: a <c>traceparent</c> of zeros stands for none.</param>
/// <param name="TraceState">May be empty.</param>
public sealed record TraceContext(string TraceParent, string TraceState)
{
    /// <summary>Answers carry no longer trace state.</summary>
    private const int MaxStateLength = 512;

    private const string Zero = "00-00000000000000000000000000000000-0000000000000000-00";

    private static readonly TraceContext None = new(Zero, "");

    private static readonly TraceContext Off = new(Zero, "");

    /// <summary>Whether there is a trace at all.</summary>
    public bool HasTrace => !ReferenceEquals(TraceParent, Zero);

    /// <summary>Whether the sidecar has nothing to do with traces: it adds no headers of its own.</summary>
    internal bool IsOff => ReferenceEquals(this, Off);

    /// <summary>The trace context of a request that came through the API pipeline.</summary>
    public static TraceContext Of(HttpContext http) => http.Features.Get<TraceContext>() ?? None;

    /// <summary>Whether a header says that there is no trace.</summary>
    internal static bool IsNone(string name, string? value) => value == Zero && name.Equals("traceparent", StringComparison.OrdinalIgnoreCase);

    /// <summary>Leaves a request's trace context, and that of its answer, as they are.</summary>
    internal static void Ignore(HttpContext http) => http.Features.Set(Off);

    internal static void Set(HttpContext http, TraceContext context) => http.Features.Set(context);

    /// <summary>Reads the request's trace context and sets the headers of the answer.</summary>
    internal static void Begin(HttpContext http, TraceSampler sampler)
    {
        var context = sampler.Continue(First(http.Request.Headers.TraceParent), First(http.Request.Headers.TraceState));
        if (context.HasTrace)
            Set(http, context);
        http.Response.Headers.TraceParent = context.TraceParent;
        if (context.TraceState.Length is > 0 and <= MaxStateLength)
            http.Response.Headers.TraceState = context.TraceState;
    }

    internal static TraceContext Unknown => None;

    private static string? First(StringValues values) => values.Count == 0 ? null : values[0];
}
