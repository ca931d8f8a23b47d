using System.Text.Json;
using Daprlet.Api;

namespace Daprlet.Actors;

/// <summary>The reminders or the timers API (Dapr HTTP API, actors).</summary>
/// <param name="kind">As paths and answers name them: <c>reminders</c> or <c>timers</c>.</param>
/// <param name="read">Reads what a registration says.</param>
internal sealed class ScheduleEndpoints(string kind, IActorSchedules schedules, Func<ReadOnlyMemory<byte>, ScheduleBody> read)
{
    public void Map(RouteTable routes)
    {
        var all = $"/v1.0/actors/{{type}}/{{id}}/{kind}";
        var one = $"{all}/{{name}}";
        routes.Map("POST,PUT", one, RegisterAsync);
        routes.Map("GET", one, GetAsync);
        routes.Map("DELETE", one, UnregisterAsync);
        routes.Map("GET", all, ListAsync);
    }

    /// <summary>What Dapr keeps for itself is refused before the body is looked at.</summary>
    private async Task RegisterAsync(ApiContext context)
    {
        var error = ActorErrors.Reserved(context["type"]);
        try
        {
            error ??= await schedules.RegisterAsync(Actor(context), context["name"], read(await context.ReadBodyAsync()), context.Aborted);
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            error = ActorErrors.Malformed(e.Message);
        }
        await (error is null ? context.NoContentAsync() : context.ErrorAsync(error));
    }

    private async Task UnregisterAsync(ApiContext context)
    {
        var error = await schedules.UnregisterAsync(Actor(context), context["name"], context.Aborted);
        await (error is null ? context.NoContentAsync() : context.ErrorAsync(error));
    }

    private async Task GetAsync(ApiContext context)
    {
        var (schedule, error) = await schedules.GetAsync(Actor(context), context["name"], context.Aborted);
        await (error is null ? context.BytesAsync(ScheduleJson.Of(schedule!)) : context.ErrorAsync(error));
    }

    private async Task ListAsync(ApiContext context)
    {
        var (found, error) = await schedules.ListAsync(Actor(context), context.Aborted);
        await (error is null ? context.BytesAsync(ScheduleJson.Of(kind, found!)) : context.ErrorAsync(error));
    }

    private static ActorAddress Actor(ApiContext context) => new(context["type"], context["id"]);
}
