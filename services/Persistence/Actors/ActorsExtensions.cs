using Dapr.Actors.Client;
using Dapr.Actors.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Persistence.Actors;

/// <summary>How a service of the shop hosts actors.</summary>
public static class ActorsExtensions
{
    // Longer than any turn that the shop has, so that it is the turn that says why.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(20);

    /// <summary>Adds a type of actor.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="configure">What differs from Dapr's defaults for this type.</param>
    public static void AddActor<TActor>(this WebApplicationBuilder builder, Action<ActorRuntimeOptions>? configure = null) where TActor : TurnActor
    {
        var services = builder.Services;
        services.AddHttpContextAccessor();
        services.AddSingleton<ActorTurns>();
        services.AddActors(options =>
        {
            options.UseJsonSerialization = true;
            options.JsonSerializerOptions = ActorJson.Options;
            // A turn under way may end by itself for 2 s, which is Dapr's default, before its actor moves: placement throws a sidecar out whose move takes longer than 8 s.
            options.DrainRebalancedActors = true;
            options.Actors.RegisterActor<TActor>();
            configure?.Invoke(options);
        });
        services.AddOptions<ActorWatchdogOptions>()
            .Bind(builder.Configuration.GetSection("ActorWatchdog"))
            .Validate(options => options.Patience > TimeSpan.Zero, "ActorWatchdog:Patience must be above zero.")
            .ValidateOnStart();
        services.AddSingleton<SidecarActors>();
        services.AddHostedService<ActorWatchdog>();
    }

    /// <summary>Maps what the sidecar calls for actors.</summary>
    public static void MapActors(this WebApplication app)
    {
        app.Use(EndTurnAsync);
        app.MapActorsHandlers();
        if (app.Services.GetRequiredService<IActorProxyFactory>() is ActorProxyFactory proxies)
            proxies.DefaultOptions.RequestTimeout = CallLimit;
    }

    // The SDK has an actor's deactivation wait for the turn under way.
    private static Task EndTurnAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsDelete(context.Request.Method)
            && context.GetRouteValue("actorTypeName") is string actorType && context.GetRouteValue("actorId") is string actorId)
        {
            context.RequestServices.GetRequiredService<ActorTurns>().End(actorType, actorId);
        }

        return next(context);
    }
}
