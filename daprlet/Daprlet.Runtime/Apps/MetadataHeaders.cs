using Daprlet.Http;
using Daprlet.Observability;

namespace Daprlet.Apps;

/// <summary>Puts the metadata of an event on the request that brings it to the app.</summary>
internal static class MetadataHeaders
{
    /// <summary>What belongs to the connection or is set by the sidecar itself.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "content-length", "content-type", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    };

    /// <summary>Whether a name of metadata is not passed on.</summary>
    public static bool IsOwn(string name) => Own.Contains(name);

    /// <summary>Adds a header for each item; one that cannot be a header is left out.</summary>
    public static void Add(HttpRequestMessage request, IReadOnlyDictionary<string, string> metadata)
    {
        foreach (var (name, value) in metadata)
        {
            if (!Own.Contains(name) && !IsStateAlone(name, metadata) && HeaderText.IsSendable(value) && !request.Headers.TryAddWithoutValidation(name, HeaderText.ToWire(value)))
                request.Content?.Headers.TryAddWithoutValidation(name, HeaderText.ToWire(value));
        }
    }

    /// <summary>A trace state says nothing without a trace parent.</summary>
    private static bool IsStateAlone(string name, IReadOnlyDictionary<string, string> metadata) =>
        name.Equals("tracestate", StringComparison.OrdinalIgnoreCase) && !metadata.Any(item => item.Key.Equals("traceparent", StringComparison.OrdinalIgnoreCase) && item.Value.Length > 0);

    /// <summary>Sets the trace parent; one in the metadata gives way to a real one only.</summary>
    public static void SetTrace(HttpRequestMessage request, TraceContext trace)
    {
        if (!trace.HasTrace && request.Headers.Contains("traceparent"))
            return;
        request.Headers.Remove("traceparent");
        request.Headers.TryAddWithoutValidation("traceparent", trace.TraceParent);
    }
}
