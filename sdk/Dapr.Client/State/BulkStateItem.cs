#nullable disable annotations
namespace Dapr.Client;

/// <summary>A key of a bulk read, with its value as JSON text; empty, with an empty ETag, if the key does not exist.</summary>
public readonly struct BulkStateItem(string key, string value, string etag)
{
    public string Key { get; } = key;

    public string Value { get; } = value;

    public string ETag { get; } = etag;
}

/// <summary>A key of a bulk read with its value; default, with an empty ETag, if the key does not exist.</summary>
/// <typeparam name="TValue">The type of the value.</typeparam>
public readonly struct BulkStateItem<TValue>(string key, TValue value, string etag)
{
    public string Key { get; } = key;

    public TValue Value { get; } = value;

    public string ETag { get; } = etag;
}
