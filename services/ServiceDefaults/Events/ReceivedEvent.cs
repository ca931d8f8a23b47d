using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DaprShop.ServiceDefaults.Hosting;

namespace DaprShop.ServiceDefaults.Events;

/// <summary>An event as it was delivered (CloudEvents 1.0, structured mode).</summary>
/// <param name="Id">Together with <paramref name="Source"/>, what it is known again by.</param>
/// <param name="Source">Who published it.</param>
/// <param name="Type">What happened.</param>
/// <param name="Topic">The topic that it was published to, as Dapr notes it; empty where it does not.</param>
/// <param name="Json">The whole event.</param>
public sealed record ReceivedEvent(string Id, string Source, string Type, string Topic, JsonElement Json)
{
    private const int MaxAttributeLength = 512;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = RequestLimits.MaxJsonDepth };

    /// <summary>What happened, in the words of its type; undefined where there are none.</summary>
    public JsonElement Data => Json.TryGetProperty("data", out var data) ? data : default;

    /// <summary>The event's identity in 32 hexadecimal digits, fit for a key of the state store.</summary>
    public string Key => KeyOf(Encoding.UTF8.GetBytes($"{Source}\n{Id}"));

    /// <summary>Reads an event; null if it is none, or none that can be told from others.</summary>
    public static ReceivedEvent? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return From(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return null; // then it is no event, which is what the caller asks
        }
    }

    /// <summary>Reads an event from its JSON; null as with <see cref="Parse"/>.</summary>
    public static ReceivedEvent? From(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && Attribute(json, "id") is { } id && Attribute(json, "source") is { } source && Attribute(json, "type") is { } type
            ? new(id, source, type, Attribute(json, "topic") ?? "", json)
            : null;

    internal static string KeyOf(ReadOnlySpan<byte> identity) => Convert.ToHexStringLower(SHA256.HashData(identity).AsSpan(0, 16));

    private static string? Attribute(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxAttributeLength } text
            ? text
            : null;
}
