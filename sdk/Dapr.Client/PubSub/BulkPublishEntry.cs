namespace Dapr.Client;

/// <summary>An event of a bulk publish.</summary>
/// <typeparam name="TValue">The type of the event.</typeparam>
/// <param name="entryId">The number of the event in the request, from "0".</param>
/// <param name="eventData">The event.</param>
/// <param name="contentType">The content type it was published with.</param>
/// <param name="metadata">The metadata it was published with.</param>
public class BulkPublishEntry<TValue>(
    string entryId,
    TValue eventData,
    string contentType,
    IReadOnlyDictionary<string, string>? metadata = null)
{
    public string EntryId { get; } = entryId;

    public TValue EventData { get; } = eventData;

    public string ContentType { get; } = contentType;

    public IReadOnlyDictionary<string, string>? Metadata { get; } = metadata;
}
