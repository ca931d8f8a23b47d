using DaprShop.ServiceDefaults.Hosting;
using DaprShop.ServiceDefaults.Identity;

namespace DaprShop.Gateway.Forwarding;

internal static class ForwardingExtensions
{
    // A sidecar turns verbs that it does not know into POST, so none passes but these.
    private static readonly string[] Verbs =
        [HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];

    public static void AddForwarding(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<ForwardingOptions>(builder.Configuration.GetSection("Forwarding"));
        builder.Services.AddSingleton<SidecarClient>();
        builder.Services.AddSingleton<Forwarder>();
        builder.Services.AddSingleton<AnonymousTurns>();
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
            group.MapMethods("/{**rest}", Verbs, context => ForwardAsync(context, route.AppId)).WithOrder(1).RequireUser(); // after what is open
            foreach (var (verb, path) in route.Open)
            {
                var open = group.MapMethods(path, [verb], context => ForwardOpenAsync(context, route.AppId)).AllowAnonymous();
                if (verb == HttpMethods.Post && route.Credentials.Contains(path)) open.RequireRateLimiting(RateLimits.CredentialsPolicy);
            }
        }
    }

    private static Task ForwardAsync(HttpContext context, string appId) =>
        context.RequestServices.GetRequiredService<Forwarder>().ForwardAsync(context, appId);

    private static Task ForwardOpenAsync(HttpContext context, string appId) =>
        context.User.Identity?.IsAuthenticated == true || HttpMethods.IsPost(context.Request.Method)
            ? ForwardAsync(context, appId)
            : context.RequestServices.GetRequiredService<AnonymousTurns>()
                .ForwardAsync(context, context.RequestServices.GetRequiredService<Forwarder>(), appId);
}
