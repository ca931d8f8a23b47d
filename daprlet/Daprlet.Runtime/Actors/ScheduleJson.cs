using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Daprlet.Actors;

/// <summary>The JSON in which the API shows timers and reminders.</summary>
internal static class ScheduleJson
{
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        return bytes.WrittenMemory;
    }

    /// <summary>An object with a list as its only member.</summary>
    public static ReadOnlyMemory<byte> WriteList<T>(string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray(name);
        foreach (var item in items)
            write(json, item);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <param name="name">Empty for none.</param>
    public static void WriteKey(Utf8JsonWriter json, ActorAddress actor, string name)
    {
        WriteText(json, "name", name);
        json.WriteString("actorType", actor.Type);
        json.WriteString("actorID", actor.Id);
    }

    /// <summary>A member, unless its text is empty.</summary>
    public static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
            json.WriteString(name, text);
    }

    /// <param name="data">JSON; null for none.</param>
    public static void WriteData(Utf8JsonWriter json, ReadOnlyMemory<byte>? data)
    {
        if (data is not { } bytes)
            return;
        json.WritePropertyName("data");
        json.WriteRawValue(bytes.Span, skipInputValidation: true);
    }
}
