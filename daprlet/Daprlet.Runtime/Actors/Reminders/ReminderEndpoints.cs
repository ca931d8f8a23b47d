using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Daprlet.Api;
using Daprlet.Errors;
using Daprlet.Json;
using Daprlet.Schedules;
using Daprlet.Scheduling;

namespace Daprlet.Actors.Reminders;

/// <summary>The reminders API (Dapr HTTP API, actors).</summary>
internal sealed class ReminderEndpoints(ActorReminders reminders)
{
    private const string Pattern = "/v1.0/actors/{type}/{id}/reminders/{name}";

    public void Map(RouteTable routes)
    {
        routes.Map("POST,PUT", Pattern, RegisterAsync);
        routes.Map("GET", Pattern, GetAsync);
        routes.Map("DELETE", Pattern, DeleteAsync);
    }

    private async Task RegisterAsync(ApiContext context)
    {
        var error = ActorErrors.Reserved(context["type"]);
        try
        {
            if (error is null)
            {
                var body = ScheduleBody.ReadReminder(await context.ReadBodyAsync());
                error = ActorNames.Check(context["name"]) is { } wrong ? ActorErrors.BadRequest(wrong) : await reminders.RegisterAsync(Actor(context), context["name"], body);
            }
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            error = ActorErrors.Malformed(e.Message);
        }
        await (error is null ? context.NoContentAsync() : context.ErrorAsync(error));
    }

    private async Task GetAsync(ApiContext context)
    {
        ApiResult<Reminder> result = ActorErrors.Reserved(context["type"]) is { } reserved ? reserved : await reminders.GetAsync(Actor(context), context["name"]);
        await (result.Error is { } error ? context.ErrorAsync(error) : context.BytesAsync(Render(result.Value!)));
    }

    private async Task DeleteAsync(ApiContext context)
    {
        var error = ActorErrors.Reserved(context["type"]) ?? await reminders.DeleteAsync(Actor(context), context["name"]);
        await (error is null ? context.NoContentAsync() : context.ErrorAsync(error));
    }

    private static ActorAddress Actor(ApiContext context) => new(context["type"], context["id"]);

    /// <summary>What is empty is left out.</summary>
    private static ReadOnlyMemory<byte> Render(Reminder reminder)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("actorID", reminder.Key.ActorId);
            json.WriteString("actorType", reminder.Key.ActorType);
            if (reminder.Data is { } data)
            {
                json.WritePropertyName("data");
                json.WriteRawValue(data.Span, skipInputValidation: true);
            }
            WriteIfAny(json, "dueTime", reminder.DueTime);
            WriteIfAny(json, "period", reminder.Times.Schedule);
            WriteIfAny(json, "ttl", PointInTime.TryParseMoment(reminder.Ttl, out var end) ? Rfc3339.Precise(end) : "");
            json.WriteEndObject();
        }
        return bytes.WrittenMemory;
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
            json.WriteString(name, text);
    }
}
