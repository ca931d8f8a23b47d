using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Dapr.Actors.Http;

namespace Dapr.Actors.Runtime;

/// <summary>Registers timers and reminders with the sidecar.</summary>
internal sealed class SidecarTimerManager(ActorsApi sidecar) : ActorTimerManager
{
    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    public override Task RegisterReminderAsync(ActorReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        var body = Write(writer =>
        {
            writer.WriteString("dueTime", DaprDuration.Format(reminder.DueTime));
            writer.WriteString("period", DaprDuration.FormatPeriod(reminder.Period, reminder.Repetitions));
            writer.WriteBase64String("data", reminder.State);
            WriteTtl(writer, reminder.Ttl);
        });
        return SendAsync(HttpMethod.Put, reminder, body);
    }

    public override async Task<IActorReminder> GetReminderAsync(ActorReminderToken reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        var answer = await SendAsync(HttpMethod.Get, reminder);
        var info = ReminderInfo.Parse(answer.Body);
        return new ActorReminder(reminder.ActorType, reminder.ActorId, reminder.Name, info.Data, info.DueTime, info.Period);
    }

    public override Task UnregisterReminderAsync(ActorReminderToken reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        return SendAsync(HttpMethod.Delete, reminder);
    }

    public override Task RegisterTimerAsync(ActorTimer timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        var body = Write(writer =>
        {
            writer.WriteString("dueTime", DaprDuration.Format(timer.DueTime));
            if (timer.Period >= TimeSpan.Zero)
                writer.WriteString("period", DaprDuration.Format(timer.Period));
            if (timer.Data is not null)
                writer.WriteBase64String("data", timer.Data);
            if (timer.TimerCallback is not null)
                writer.WriteString("callback", timer.TimerCallback);
            WriteTtl(writer, timer.Ttl);
        });
        return SendAsync(HttpMethod.Put, timer, body);
    }

    public override Task UnregisterTimerAsync(ActorTimerToken timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        return SendAsync(HttpMethod.Delete, timer);
    }

    private Task<ActorsApiAnswer> SendAsync(HttpMethod method, ActorReminderToken reminder, byte[]? body = null) =>
        sidecar.SendAsync(method, reminder.ActorType, reminder.ActorId, ["reminders", reminder.Name], body, Json);

    private Task<ActorsApiAnswer> SendAsync(HttpMethod method, ActorTimerToken timer, byte[]? body = null) =>
        sidecar.SendAsync(method, timer.ActorType, timer.ActorId, ["timers", timer.Name], body, Json);

    private static byte[] Write(Action<Utf8JsonWriter> writeMembers)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    private static void WriteTtl(Utf8JsonWriter writer, TimeSpan? ttl)
    {
        if (ttl is { } time)
            writer.WriteString("ttl", DaprDuration.Format(time));
    }
}
