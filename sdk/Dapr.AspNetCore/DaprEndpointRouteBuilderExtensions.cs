#nullable disable annotations
using Dapr;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Tells the sidecar what the app subscribes to.</summary>
public static class DaprEndpointRouteBuilderExtensions
{
    /// <summary>Maps <c>GET /dapr/subscribe</c>, which lists the topics of all endpoints.</summary>
    public static IEndpointConventionBuilder MapSubscribeHandler(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapSubscribeHandler(options: null);

    /// <inheritdoc cref="MapSubscribeHandler(IEndpointRouteBuilder)"/>
    public static IEndpointConventionBuilder MapSubscribeHandler(this IEndpointRouteBuilder endpoints, SubscribeOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapGet("dapr/subscribe", context =>
        {
            var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("DaprTopicSubscription");
            var routes = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
            var subscriptions = Subscriptions.Of(routes, options?.EnableRawPayload is true, logger);
            return context.Response.WriteAsync(Subscriptions.ToJson(subscriptions));
        });
    }
}
