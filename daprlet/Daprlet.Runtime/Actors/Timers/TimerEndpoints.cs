using System.Text.Json;
using Daprlet.Api;
using Daprlet.Errors;
using Daprlet.Json;

namespace Daprlet.Actors.Timers;

/// <summary>The timers API (Dapr HTTP API, actors).</summary>
internal sealed class TimerEndpoints(ActorTimers timers)
{
    private const string AllPattern = "/v1.0/actors/{type}/{id}/timers";
    private const string Pattern = $"{AllPattern}/{{name}}";

    public void Map(RouteTable routes)
    {
        routes.Map("POST,PUT", Pattern, RegisterAsync);
        routes.Map("DELETE", Pattern, DeleteAsync);
        routes.Map("GET", Pattern, GetAsync);
        routes.Map("GET", AllPattern, ListAsync);
    }

    private async Task RegisterAsync(ApiContext context)
    {
        var error = ActorErrors.Reserved(context["type"]);
        try
        {
            if (error is null)
            {
                var body = ScheduleBody.ReadTimer(await context.ReadBodyAsync());
                error = ActorNames.Check(context["name"]) is { } wrong ? ActorErrors.BadRequest(wrong) : await timers.RegisterAsync(Actor(context), context["name"], body, context.Aborted);
            }
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            error = ActorErrors.Malformed(e.Message);
        }
        await (error is null ? context.NoContentAsync() : context.ErrorAsync(error));
    }

    private async Task DeleteAsync(ApiContext context)
    {
        var error = ActorErrors.Reserved(context["type"]) ?? await timers.DeleteAsync(Actor(context), context["name"], context.Aborted);
        await (error is null ? context.NoContentAsync() : context.ErrorAsync(error));
    }

    private async Task GetAsync(ApiContext context)
    {
        ApiResult<ActorTimer> result = ActorErrors.Reserved(context["type"]) is { } reserved ? reserved : await timers.GetAsync(Actor(context), context["name"], context.Aborted);
        await (result.Error is { } error ? context.ErrorAsync(error) : context.BytesAsync(ScheduleJson.Write(json => Write(json, result.Value!, isNamed: false))));
    }

    private async Task ListAsync(ApiContext context)
    {
        ApiResult<List<ActorTimer>> result = ActorErrors.Reserved(context["type"]) is { } reserved ? reserved : await timers.ListAsync(Actor(context), context.Aborted);
        await (result.Error is { } error ? context.ErrorAsync(error) : context.BytesAsync(ScheduleJson.WriteList("timers", result.Value!, (json, timer) => Write(json, timer, isNamed: true))));
    }

    /// <summary>The timer as it was registered; what is empty is left out.</summary>
    private static void Write(Utf8JsonWriter json, ActorTimer timer, bool isNamed)
    {
        json.WriteStartObject();
        ScheduleJson.WriteKey(json, timer.Key.Actor, isNamed ? timer.Key.Name : "");
        ScheduleJson.WriteText(json, "dueTime", timer.Body.DueTime);
        ScheduleJson.WriteText(json, "period", timer.Body.Period);
        ScheduleJson.WriteText(json, "ttl", timer.Times.Expires is { } end ? Rfc3339.Precise(end) : "");
        ScheduleJson.WriteText(json, "callback", timer.Body.Callback);
        ScheduleJson.WriteData(json, timer.Body.Data);
        json.WriteEndObject();
    }

    private static ActorAddress Actor(ApiContext context) => new(context["type"], context["id"]);
}
