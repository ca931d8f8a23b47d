namespace Daprlet.PubSub.Bulk;

/// <summary>Events for one path of the app, as they go there in one request.</summary>
/// <param name="Id">The same for all attempts.</param>
/// <param name="Path">Where the rules send the events; empty when none wants them.</param>
internal sealed record BulkBatch(string Id, string Path, IReadOnlyList<BulkEntry> Entries)
{
    /// <summary>What the app is told that the request is.</summary>
    public const string Type = "com.dapr.event.sent.bulk";

    /// <summary>The trace of the last event that has one, not yet checked; null when none has.</summary>
    public string? TraceParent => Entries.Select(entry => entry.Event?.TraceParent).LastOrDefault(parent => parent is not null);
}
