namespace Dapr.Client;

/// <summary>What became of a bulk publish.</summary>
/// <typeparam name="TValue">The type of the events.</typeparam>
/// <param name="failedEntries">The events that were not published; empty if all were.</param>
public class BulkPublishResponse<TValue>(List<BulkPublishResponseFailedEntry<TValue>> failedEntries)
{
    public List<BulkPublishResponseFailedEntry<TValue>> FailedEntries { get; } = failedEntries;
}
