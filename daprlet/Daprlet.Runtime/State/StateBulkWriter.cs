using System.Buffers;
using System.Text;
using System.Text.Json;
using Daprlet.Components.State;
using Daprlet.Json;

namespace Daprlet.State;

/// <summary>Writes the answer of a bulk get.</summary>
internal static class StateBulkWriter
{
    /// <summary>The metadata of a value that ends.</summary>
    public const string ExpiryName = "ttlExpireTime";

    /// <param name="count">The number of keys asked for; a backend may have less to say of a key that was asked for twice, and Dapr fills up with empty items.</param>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<StateItem> items, int count)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartArray();
        for (var i = 0; i < count; i++)
            WriteItem(json, i < items.Count ? items[i] : new StateItem("", null));
        json.WriteEndArray();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WriteItem(Utf8JsonWriter json, StateItem item)
    {
        json.WriteStartObject();
        json.WriteString("key", item.Key);
        if (item.Error is not null)
            json.WriteString("error", item.Error);
        if (item.Entry is { } entry)
            WriteEntry(json, entry);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, StateEntry entry)
    {
        json.WritePropertyName("data");
        if (IsJson(entry.Value.Span))
            json.WriteRawValue(entry.Value.Span, skipInputValidation: true);
        else
            json.WriteStringValue(Encoding.UTF8.GetString(entry.Value.Span)); // bytes that are no JSON would break the whole answer
        json.WriteString("etag", entry.ETag);
        if (entry.Expires is not { } expires)
            return;
        json.WriteStartObject("metadata");
        json.WriteString(ExpiryName, Rfc3339.Seconds(expires.ToUniversalTime()));
        json.WriteEndObject();
    }

    private static bool IsJson(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, GoJson.ReaderOptions);
        try
        {
            while (reader.Read())
            {
            }
            return value.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
