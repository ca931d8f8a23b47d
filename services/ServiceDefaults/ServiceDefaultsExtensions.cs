using DaprShop.ServiceDefaults.Clients;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Hosting;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.Json;
using DaprShop.ServiceDefaults.OpenApi;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DaprShop.ServiceDefaults;

/// <summary>What every service of the shop does the same way.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds logging, the sidecar's client, JSON, limits, errors, identity and OpenAPI.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="serviceName">The service's app id, as logs and its OpenAPI document name it.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        builder.AddServiceLogging(serviceName);
        builder.ListenOnAppPort();
        builder.LimitRequests();
        builder.AddRequestTimeLimit();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddDaprClient((services, client) => client
            .UseJsonSerializationOptions(ShopJson.State)
            .UseGrpcChannelOptions(SidecarChannel.Options(services.GetRequiredService<TimeProvider>())));
        builder.Services.AddShopJson();
        builder.Services.AddProblems();
        builder.Services.AddIdentity();
        builder.Services.AddOpenApiDocument(serviceName);
        builder.Services.AddSingleton<SidecarReadiness>();
        return builder;
    }

    /// <summary>
    /// Adds the common part of the pipeline; call it before the service's own. Everything but what says
    /// <see cref="AppTokenGateExtensions.AllowWithoutAppToken"/> is closed to callers other than the sidecar where an app token is set.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="openApi">Whether it has an API of its own to document.</param>
    public static WebApplication UseServiceDefaults(this WebApplication app, bool openApi = true)
    {
        app.UseServiceRequestLogging();
        app.UseMiddleware<HeadRequests>();
        app.UseCacheHeaders();
        app.UseProblems();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseMiddleware<AppTokenGate>();
        app.UseMiddleware<LimitedBodies>();
        app.UseMiddleware<Utf8Bodies>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        if (openApi) app.MapOpenApiDocument();
        return app;
    }
}
