namespace Dapr.Client;

/// <summary>A key to save with others.</summary>
/// <typeparam name="TValue">The type of the value.</typeparam>
/// <param name="key">The key.</param>
/// <param name="value">The value; saved as JSON.</param>
/// <param name="etag">The ETag that the key must have; null saves whatever is there.</param>
/// <param name="stateOptions">How to write.</param>
/// <param name="metadata">Metadata of this key, for example <c>ttlInSeconds</c>.</param>
public readonly struct SaveStateItem<TValue>(
    string key,
    TValue value,
    string etag,
    StateOptions? stateOptions = null,
    IReadOnlyDictionary<string, string>? metadata = null)
{
    public string Key { get; } = key;

    public TValue Value { get; } = value;

    public string ETag { get; } = etag;

    public StateOptions? StateOptions { get; } = stateOptions;

    public IReadOnlyDictionary<string, string>? Metadata { get; } = metadata;
}
