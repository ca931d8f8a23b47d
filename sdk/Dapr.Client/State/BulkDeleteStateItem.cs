namespace Dapr.Client;

/// <summary>A key to delete with others.</summary>
/// <param name="key">The key.</param>
/// <param name="etag">The ETag that the key must have; null deletes whatever is there.</param>
/// <param name="stateOptions">How to write.</param>
/// <param name="metadata">Metadata of this key.</param>
public readonly struct BulkDeleteStateItem(
    string key,
    string etag,
    StateOptions? stateOptions = null,
    IReadOnlyDictionary<string, string>? metadata = null)
{
    public string Key { get; } = key;

    public string ETag { get; } = etag;

    public StateOptions? StateOptions { get; } = stateOptions;

    public IReadOnlyDictionary<string, string>? Metadata { get; } = metadata;
}
