using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Daprlet.Resources;

/// <summary>Reads a number or a truth value as text where text is wanted, as Dapr's YAML reader does: <c>version: 1</c>, <c>httpStatusCodes: 500</c>.</summary>
internal sealed class YamlTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => throw new JsonException("a text expected"),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
