namespace Daprlet.PubSub.Publishing;

/// <summary>One event of a bulk publish request.</summary>
/// <param name="EntryId">Unique in the request.</param>
/// <param name="Metadata">The entry's own, completed from the request's where the entry has a metadata object.</param>
internal sealed record PublishEntry(string EntryId, string ContentType, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);

/// <summary>An event that the broker did not take.</summary>
internal sealed record FailedEntry(string EntryId, string Error);
