#nullable disable annotations
using Dapr.Actors.Runtime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Lets the sidecar reach the app's actors.</summary>
public static class ActorsEndpointRouteBuilderExtensions
{
    // After the app's own endpoints, so that it can have a health check of its own there.
    private const int HealthCheckOrder = 100;

    /// <summary>Maps what the sidecar calls: <c>/dapr/config</c>, the routes below <c>/actors</c>, and <c>/healthz</c>.</summary>
    /// <returns>A builder that applies conventions to all of them.</returns>
    /// <exception cref="InvalidOperationException">The services have no actors (<see cref="ActorsServiceCollectionExtensions.AddActors"/>).</exception>
    public static IEndpointConventionBuilder MapActorsHandlers(this IEndpointRouteBuilder endpoints)
    {
        var runtime = endpoints.ServiceProvider.GetService<ActorRuntime>() ?? throw new InvalidOperationException(
            "The ActorRuntime service is not registered with the dependency injection container. Call AddActors() inside ConfigureServices() to register the actor runtime and actor types.");

        var handlers = new ActorsHandlers(runtime);
        return new CompositeConventionBuilder(
        [
            endpoints.MapGet("dapr/config", handlers.ConfigurationAsync).WithDisplayName("Dapr Actors Config"),
            endpoints.MapDelete("actors/{actorTypeName}/{actorId}", handlers.DeactivateAsync).WithDisplayName("Dapr Actors Deactivation"),
            endpoints.MapPut("actors/{actorTypeName}/{actorId}/method/{methodName}", handlers.InvokeAsync).WithDisplayName("Dapr Actors Invoke"),
            endpoints.MapPut("actors/{actorTypeName}/{actorId}/method/remind/{reminderName}", handlers.FireReminderAsync).WithDisplayName("Dapr Actors Reminder"),
            endpoints.MapPut("actors/{actorTypeName}/{actorId}/method/timer/{timerName}", handlers.FireTimerAsync).WithDisplayName("Dapr Actors Timer"),
            endpoints.MapHealthCheck(),
        ]);
    }

    private static IEndpointConventionBuilder MapHealthCheck(this IEndpointRouteBuilder endpoints)
    {
        var builder = endpoints.MapHealthChecks("/healthz").WithMetadata(new AllowAnonymousAttribute());
        builder.Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = HealthCheckOrder);
        return builder.WithDisplayName("Dapr Actors Health Check");
    }

    private sealed class CompositeConventionBuilder(IReadOnlyList<IEndpointConventionBuilder> builders) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention)
        {
            foreach (var builder in builders)
                builder.Add(convention);
        }
    }
}
