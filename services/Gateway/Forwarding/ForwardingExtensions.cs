using DaprShop.ServiceDefaults.Hosting;
using DaprShop.ServiceDefaults.Identity;

namespace DaprShop.Gateway.Forwarding;

internal static class ForwardingExtensions
{
    public static void AddForwarding(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<ForwardingOptions>(builder.Configuration.GetSection("Forwarding"));
        builder.Services.AddSingleton<SidecarClient>();
        builder.Services.AddSingleton<Forwarder>();
    }

    public static void UseSafeRequests(this WebApplication app) => app.UseMiddleware<SafeRequestMiddleware>();

    /// <summary>Maps the table. Within a prefix everything needs a login but what the table opens.</summary>
    public static void MapForwarding(this WebApplication app)
    {
        foreach (var route in ForwardedRoutes.All)
        {
            var group = app.MapGroup(route.Prefix).AllowWithoutAppToken();
            // The forwarder has a limit of its own, and tells a slow service from a caller who left.
            group.DisableRequestTimeout();
            RequestDelegate forward = context => context.RequestServices.GetRequiredService<Forwarder>().ForwardAsync(context, route.AppId);
            group.Map("/{**rest}", forward).RequireUser();
            foreach (var (verb, path) in route.Open)
            {
                var open = group.MapMethods(path, [verb], forward).AllowAnonymous();
                if (verb == HttpMethods.Post && route.Credentials.Contains(path)) open.RequireRateLimiting(RateLimits.CredentialsPolicy);
            }
        }
    }
}
