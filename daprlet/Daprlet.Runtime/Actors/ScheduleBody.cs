using System.Text.Json;
using Daprlet.Json;
using Daprlet.Scheduling;

namespace Daprlet.Actors;

/// <summary>What a registration of a reminder or a timer says. An empty text stands for nothing.</summary>
internal sealed record ScheduleBody
{
    public string DueTime { get; set; } = "";

    public string Period { get; set; } = "";

    public string Ttl { get; set; } = "";

    /// <summary>For the app, which gets it back with the callback; only timers have one.</summary>
    public string Callback { get; set; } = "";

    /// <summary>Whether an earlier reminder of the same name is replaced.</summary>
    public bool Overwrite { get; set; } = true;

    /// <summary>What happens when a callback fails; only reminders have one, and only over gRPC.</summary>
    public FailurePolicy FailurePolicy { get; init; } = FailurePolicy.Default;

    /// <summary>JSON as the callback carries it; null for none.</summary>
    public ReadOnlyMemory<byte>? Data { get; set; }

    /// <exception cref="JsonException">The body does not begin with a JSON object, or a member has the wrong type.</exception>
    public static ScheduleBody ReadReminder(ReadOnlyMemory<byte> body) => Read(body, isTimer: false);

    /// <exception cref="JsonException">The body does not begin with a JSON object, or a member has the wrong type.</exception>
    public static ScheduleBody ReadTimer(ReadOnlyMemory<byte> body) => Read(body, isTimer: true);

    private static ScheduleBody Read(ReadOnlyMemory<byte> body, bool isTimer)
    {
        var reader = new Utf8JsonReader(body.Span, GoJson.ReaderOptions);
        JsonField.Next(ref reader);
        JsonField.Expect(ref reader, JsonTokenType.StartObject, "an object");
        var read = new ScheduleBody();
        while (JsonField.NextMember(ref reader))
            read.ReadMember(ref reader, body.Span, isTimer);
        return read;
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, bool isTimer)
    {
        if (JsonField.Is(ref reader, "dueTime"u8))
            DueTime = JsonField.ReadString(ref reader) ?? DueTime;
        else if (JsonField.Is(ref reader, "period"u8))
            Period = JsonField.ReadString(ref reader) ?? Period;
        else if (JsonField.Is(ref reader, "ttl"u8))
            Ttl = JsonField.ReadString(ref reader) ?? Ttl;
        else if (JsonField.Is(ref reader, "data"u8))
            Data = Raw(ref reader, body);
        else if (isTimer && JsonField.Is(ref reader, "callback"u8))
            Callback = JsonField.ReadString(ref reader) ?? Callback;
        else if (!isTimer && JsonField.Is(ref reader, "overwrite"u8))
            Overwrite = ReadFlag(ref reader) ?? true;
        else if (!isTimer && JsonField.Is(ref reader, "failure_policy"u8))
            PassOverPolicy(ref reader);
        else
            JsonField.Skip(ref reader);
    }

    private static byte[] Raw(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var (start, length) = JsonField.Skip(ref reader);
        return GoCompact.Write(body.Slice(start, length));
    }

    /// <summary>What a failure policy says cannot be said over HTTP (Dapr: the plain JSON decoder cannot fill it), but it has to be an object.</summary>
    private static void PassOverPolicy(ref Utf8JsonReader reader)
    {
        JsonField.Next(ref reader);
        if (!JsonField.IsNull(ref reader))
            JsonField.Expect(ref reader, JsonTokenType.StartObject, "an object");
        reader.Skip();
    }

    private static bool? ReadFlag(ref Utf8JsonReader reader) => JsonField.Next(ref reader) switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => null,
        var other => throw new JsonException($"expected a boolean and found {other}"),
    };
}
