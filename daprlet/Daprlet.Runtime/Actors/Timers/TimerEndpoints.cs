using System.Text.Json;
using Daprlet.Api;

namespace Daprlet.Actors.Timers;

/// <summary>The timers API (Dapr HTTP API, actors).</summary>
internal sealed class TimerEndpoints(ActorTimers timers)
{
    private const string Pattern = "/v1.0/actors/{type}/{id}/timers/{name}";

    public void Map(RouteTable routes)
    {
        routes.Map("POST,PUT", Pattern, RegisterAsync);
        routes.Map("DELETE", Pattern, DeleteAsync);
    }

    private async Task RegisterAsync(ApiContext context)
    {
        var error = ActorErrors.Reserved(context["type"]);
        try
        {
            if (error is null)
            {
                var body = ScheduleBody.ReadTimer(await context.ReadBodyAsync());
                error = ActorNames.Check(context["name"]) is { } wrong ? ActorErrors.BadRequest(wrong) : timers.Register(Actor(context), context["name"], body);
            }
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            error = ActorErrors.Malformed(e.Message);
        }
        await (error is null ? context.NoContentAsync() : context.ErrorAsync(error));
    }

    private Task DeleteAsync(ApiContext context)
    {
        var error = ActorErrors.Reserved(context["type"]) ?? timers.Delete(Actor(context), context["name"]);
        return error is null ? context.NoContentAsync() : context.ErrorAsync(error);
    }

    private static ActorAddress Actor(ApiContext context) => new(context["type"], context["id"]);
}
