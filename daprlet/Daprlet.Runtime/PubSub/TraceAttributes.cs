namespace Daprlet.PubSub;

/// <summary>The trace attributes that a message's metadata has; they fill in for those that its event lacks.</summary>
internal static class TraceAttributes
{
    private const string Id = "traceid";
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>What an event gets from the metadata: a trace parent, which is the trace id then, too, a trace id, a trace state.</summary>
    /// <param name="has">Whether the event has an attribute of its own.</param>
    public static Dictionary<string, string> Missing(IReadOnlyDictionary<string, string> metadata, Func<string, bool> has)
    {
        var missing = new Dictionary<string, string>();
        foreach (var name in (string[])[Id, Parent, State])
        {
            if (!has(name) && metadata.TryGetValue(name, out var value))
                missing[name] = value;
        }
        if (missing.TryGetValue(Parent, out var parent))
            missing[Id] = parent;
        return missing;
    }
}
