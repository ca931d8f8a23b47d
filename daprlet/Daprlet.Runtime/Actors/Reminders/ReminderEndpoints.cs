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
    private const string AllPattern = "/v1.0/actors/{type}/{id}/reminders";
    private const string Pattern = $"{AllPattern}/{{name}}";

    public void Map(RouteTable routes)
    {
        routes.Map("POST,PUT", Pattern, RegisterAsync);
        routes.Map("GET", Pattern, GetAsync);
        routes.Map("DELETE", Pattern, DeleteAsync);
        routes.Map("GET", AllPattern, ListAsync);
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
        await (result.Error is { } error ? context.ErrorAsync(error) : context.BytesAsync(ScheduleJson.Write(json => Write(json, result.Value!))));
    }

    private async Task ListAsync(ApiContext context)
    {
        ApiResult<IReadOnlyList<Reminder>> result = ActorErrors.Reserved(context["type"]) is { } reserved ? reserved : await reminders.ListAsync(Actor(context));
        await (result.Error is { } error ? context.ErrorAsync(error) : context.BytesAsync(ScheduleJson.WriteList("reminders", result.Value!, WriteNamed)));
    }

    private async Task DeleteAsync(ApiContext context)
    {
        var error = ActorErrors.Reserved(context["type"]) ?? await reminders.DeleteAsync(Actor(context), context["name"]);
        await (error is null ? context.NoContentAsync() : context.ErrorAsync(error));
    }

    private static ActorAddress Actor(ApiContext context) => new(context["type"], context["id"]);

    /// <summary>What is empty is left out.</summary>
    private static void Write(Utf8JsonWriter json, Reminder reminder)
    {
        json.WriteStartObject();
        json.WriteString("actorID", reminder.Key.ActorId);
        json.WriteString("actorType", reminder.Key.ActorType);
        ScheduleJson.WriteData(json, reminder.Data);
        ScheduleJson.WriteText(json, "dueTime", reminder.DueTime);
        ScheduleJson.WriteText(json, "period", reminder.Times.Schedule);
        ScheduleJson.WriteText(json, "ttl", PointInTime.TryParseMoment(reminder.Ttl, out var end) ? Rfc3339.Precise(end) : "");
        json.WriteEndObject();
    }

    /// <summary>The same as one of several: with its name, without its end.</summary>
    private static void WriteNamed(Utf8JsonWriter json, Reminder reminder)
    {
        json.WriteStartObject();
        ScheduleJson.WriteKey(json, new ActorAddress(reminder.Key.ActorType, reminder.Key.ActorId), reminder.Key.Name);
        ScheduleJson.WriteText(json, "dueTime", reminder.DueTime);
        ScheduleJson.WriteText(json, "period", reminder.Times.Schedule);
        ScheduleJson.WriteData(json, reminder.Data);
        json.WriteEndObject();
    }
}
