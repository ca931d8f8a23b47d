using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Daprlet.Actors;

/// <summary>The JSON in which the API shows timers and reminders.</summary>
internal static class ScheduleJson
{
    /// <summary>One that was asked for by its name, which it does not repeat.</summary>
    public static ReadOnlyMemory<byte> Of(ActorSchedule schedule) => Write(json => Write(json, schedule, isNamed: false));

    /// <param name="kind">The name of the list.</param>
    public static ReadOnlyMemory<byte> Of(string kind, IReadOnlyList<ActorSchedule> schedules) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray(kind);
        foreach (var schedule in schedules)
            Write(json, schedule, isNamed: true);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        return bytes.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, ActorSchedule schedule, bool isNamed)
    {
        json.WriteStartObject();
        if (isNamed)
            json.WriteString("name", schedule.Name);
        json.WriteString("actorType", schedule.Actor.Type);
        json.WriteString("actorID", schedule.Actor.Id);
        WriteText(json, "dueTime", schedule.DueTime);
        WriteText(json, "period", schedule.Period);
        WriteText(json, "ttl", schedule.Ttl);
        WriteText(json, "callback", schedule.Callback);
        if (schedule.Data is { } data)
        {
            json.WritePropertyName("data");
            json.WriteRawValue(data.Span, skipInputValidation: true);
        }
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
            json.WriteString(name, text);
    }
}
