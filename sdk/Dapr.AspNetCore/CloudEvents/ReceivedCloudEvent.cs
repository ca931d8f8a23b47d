using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Dapr;

/// <summary>A cloud event in its JSON form (CloudEvents 1.0, JSON event format). The names of attributes match without regard to case.</summary>
internal sealed class ReceivedCloudEvent
{
    private const string DataName = "data";
    private const string DataBase64Name = "data_base64";
    private const string DataContentTypeName = "datacontenttype";

    // The body, or what the sidecar gives as headers already.
    private static readonly string[] NotForwarded = [DataName, DataBase64Name, DataContentTypeName, "pubsubname", "traceparent"];

    private readonly List<JsonProperty> _properties;

    private ReceivedCloudEvent(JsonElement json) => _properties = [.. json.EnumerateObject()];

    public JsonElement? Data => Find(DataName);

    public JsonElement? DataBase64 => Find(DataBase64Name);

    public static async Task<ReceivedCloudEvent> ReadAsync(Stream body, Encoding encoding, CancellationToken cancellationToken)
    {
        await using var utf8 = Encoding.CreateTranscodingStream(body, encoding, Encoding.UTF8, leaveOpen: true);
        var source = encoding.CodePage == Encoding.UTF8.CodePage ? body : utf8;
        return new ReceivedCloudEvent(await JsonSerializer.DeserializeAsync<JsonElement>(source, cancellationToken: cancellationToken));
    }

    /// <summary>The attributes that a handler may be given.</summary>
    public IEnumerable<JsonProperty> Attributes() =>
        _properties.Where(property => !NotForwarded.Contains(property.Name, StringComparer.OrdinalIgnoreCase));

    /// <summary>The data as a request body, and its content type.</summary>
    public (byte[] Body, string? ContentType) Unwrap(bool keepTextAsJson)
    {
        if (DataBase64 is { } base64)
            return (base64.GetBytesFromBase64(), ContentType().Value);
        if (Data is not { } data)
            return ([], null);

        var (contentType, isJson) = ContentType();
        return isJson || keepTextAsJson || data.ValueKind != JsonValueKind.String
            ? (JsonSerializer.SerializeToUtf8Bytes(data), contentType)
            : (Encoding.UTF8.GetBytes(data.GetString()!), contentType);
    }

    private JsonElement? Find(string name) =>
        _properties.FindLast(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Value.ValueKind: not JsonValueKind.Undefined } found
            ? found.Value
            : null;

    private (string Value, bool IsJson) ContentType()
    {
        if (Find(DataContentTypeName) is not { ValueKind: JsonValueKind.String } value || !MediaTypeHeaderValue.TryParse(value.GetString(), out var type))
            return ("application/json", true);

        var isJson = type.MediaType.Equals("application/json", StringComparison.Ordinal);
        if (!type.Charset.HasValue)
            return (value.GetString()!, isJson);

        // The body is UTF-8 from here on, whatever the event says.
        type.Charset = default;
        return (type.ToString(), isJson);
    }
}
