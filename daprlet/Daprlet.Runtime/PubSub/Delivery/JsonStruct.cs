using System.Text.Json;
using Daprlet.Json;
using Google.Protobuf.WellKnownTypes;

namespace Daprlet.PubSub.Delivery;

/// <summary>JSON as protobuf has it without a schema.</summary>
internal static class JsonStruct
{
    /// <param name="json">One value, known to be JSON.</param>
    /// <exception cref="InvalidDataException">A number does not fit 64 bits.</exception>
    public static Value Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, GoJson.ReaderOptions);
        reader.Read();
        return Read(ref reader);
    }

    private static Value Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => Value.ForNull(),
        JsonTokenType.True => Value.ForBool(true),
        JsonTokenType.False => Value.ForBool(false),
        JsonTokenType.String => Value.ForString(GoString.Decode(reader.ValueSpan)),
        JsonTokenType.Number => Value.ForNumber(reader.GetDouble() is var number && double.IsFinite(number) ? number : throw new InvalidDataException("a number of the event does not fit 64 bits")),
        JsonTokenType.StartArray => ReadList(ref reader),
        _ => ReadStruct(ref reader),
    };

    private static Value ReadList(ref Utf8JsonReader reader)
    {
        var list = new ListValue();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            list.Values.Add(Read(ref reader));
        return new Value { ListValue = list };
    }

    private static Value ReadStruct(ref Utf8JsonReader reader)
    {
        var members = new Struct();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = GoString.Decode(reader.ValueSpan);
            reader.Read();
            members.Fields[name] = Read(ref reader);
        }
        return Value.ForStruct(members);
    }
}
