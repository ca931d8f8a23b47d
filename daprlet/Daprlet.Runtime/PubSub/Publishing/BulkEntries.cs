using Daprlet.Components.PubSub;
using Daprlet.Errors;

namespace Daprlet.PubSub.Publishing;

/// <summary>The events of a bulk publish request, taken up one by one and checked.</summary>
internal sealed class BulkEntries(PublishTarget target, string appId)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public List<PublishEntry> All { get; } = [];

    /// <summary>Takes up an event; the error says what keeps the whole request from being published.</summary>
    /// <param name="metadata">The entry's own, which goes before that of the request; null when it has none, and then the request's does not reach it.</param>
    public ApiError? Add(string? entryId, string contentType, ReadOnlyMemory<byte> data, IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        if (string.IsNullOrEmpty(entryId) || !_ids.Add(entryId))
            return PubSubErrors.EntryId(target.Component.Name, target.Topic, appId);
        All.Add(new PublishEntry(entryId, contentType, data, Merge(metadata)));
        return null;
    }

    private IReadOnlyDictionary<string, string> Merge(IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        if (metadata is null)
            return RequestMetadata.Empty;
        var merged = target.Metadata.ToDictionary();
        foreach (var (name, value) in metadata)
            merged[name] = value;
        return merged;
    }
}
