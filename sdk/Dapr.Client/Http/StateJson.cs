using System.Text.Json;

namespace Dapr.Client;

/// <summary>The request bodies of Dapr's HTTP API for state.</summary>
internal static class StateJson
{
    public static string ToDapr(this ConsistencyMode mode) => mode switch
    {
        ConsistencyMode.Eventual => "eventual",
        ConsistencyMode.Strong => "strong",
        _ => throw new ArgumentException($"{mode} Consistency Mode is not supported."),
    };

    public static string ToDapr(this ConcurrencyMode mode) => mode switch
    {
        ConcurrencyMode.FirstWrite => "first-write",
        ConcurrencyMode.LastWrite => "last-write",
        _ => throw new ArgumentException($"{mode} Concurrency Mode is not supported."),
    };

    public static void WriteStateItems<TValue>(this Utf8JsonWriter writer, IReadOnlyList<SaveStateItem<TValue>> items, JsonSerializerOptions jsonOptions)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            writer.WriteStartObject();
            writer.WriteItem(item.Key, item.ETag, item.StateOptions, item.Metadata);
            if (item.Value is not null)
            {
                writer.WritePropertyName("value");
                JsonSerializer.Serialize(writer, item.Value, jsonOptions);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void WriteBulkGet(this Utf8JsonWriter writer, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("keys");
        foreach (var key in keys)
            writer.WriteStringValue(key);
        writer.WriteEndArray();
        if (parallelism is { } count)
            writer.WriteNumber("parallelism", count);
        writer.WriteMap("metadata", metadata);
        writer.WriteEndObject();
    }

    /// <exception cref="ArgumentException">A value is not JSON, which is all that the HTTP API can carry.</exception>
    public static void WriteTransaction(this Utf8JsonWriter writer, IReadOnlyList<StateTransactionRequest> operations, IReadOnlyDictionary<string, string>? metadata)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("operations");
        foreach (var operation in operations)
            writer.WriteOperation(operation);
        writer.WriteEndArray();
        writer.WriteMap("metadata", metadata);
        writer.WriteEndObject();
    }

    private static void WriteOperation(this Utf8JsonWriter writer, StateTransactionRequest operation)
    {
        writer.WriteStartObject();
        writer.WriteString("operation", operation.OperationType.ToString()?.ToLowerInvariant());
        writer.WriteStartObject("request");
        writer.WriteItem(operation.Key, operation.ETag, operation.Options, operation.Metadata);
        if (operation.Value is { Length: > 0 } value)
            writer.WriteJson("value", value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteItem(this Utf8JsonWriter writer, string key, string? etag, StateOptions? options, IReadOnlyDictionary<string, string>? metadata)
    {
        writer.WriteString("key", key);
        if (etag is not null)
            writer.WriteString("etag", etag);
        writer.WriteMap("metadata", metadata);
        if (options is null)
            return;

        writer.WriteStartObject("options");
        if (options.Consistency is { } consistency)
            writer.WriteString("consistency", consistency.ToDapr());
        if (options.Concurrency is { } concurrency)
            writer.WriteString("concurrency", concurrency.ToDapr());
        writer.WriteEndObject();
    }
}
