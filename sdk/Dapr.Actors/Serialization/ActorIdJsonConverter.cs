using System.Text.Json;
using System.Text.Json.Serialization;

// The genuine SDK spells the namespace so, and the attribute on ActorId shows it.
namespace Dapr.Actors.Seralization;

/// <summary>An actor id is a plain string in JSON.</summary>
internal sealed class ActorIdJsonConverter : JsonConverter<ActorId>
{
    public override ActorId? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } id && !string.IsNullOrWhiteSpace(id)
            ? new ActorId(id)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, ActorId value, JsonSerializerOptions options) => writer.WriteStringValue(value.GetId());
}
