using System.Diagnostics;
using Daprlet.Sidecars;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Daprlet.GrpcApi;

/// <summary>The framework's gRPC server without a host around it: what handles the requests of one sidecar's gRPC port.</summary>
internal static class GrpcApplication
{
    /// <param name="service">Serves Dapr's API; one object for all calls.</param>
    public static RequestDelegate Create<TService>(TService service, GrpcPipeline pipeline, SidecarOptions options) where TService : class
    {
        var services = Services(service, options);
        var application = new ApplicationBuilder(services);
        application.Use(next => http =>
        {
            http.Features.Set<IServiceProvidersFeature>(new Provided(services));
            return pipeline.HandleAsync(http, next);
        });
        application.UseRouting();
        application.UseEndpoints(endpoints =>
        {
            endpoints.MapGrpcService<TService>();
            endpoints.MapGrpcReflectionService();
        });
        return application.Build();
    }

    private static ServiceProvider Services<TService>(TService service, SidecarOptions options) where TService : class
    {
        var services = new ServiceCollection();
        services.AddSingleton(options.Logging);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(new DiagnosticListener("Daprlet"));
        services.AddSingleton(service);
        services.AddRouting();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = (int)Math.Min(options.MaxBodyBytes, int.MaxValue); // what a message is decompressed to
            grpc.MaxSendMessageSize = null; // the interceptor's
            grpc.Interceptors.Add<SendLimitInterceptor>(options.MaxBodyBytes);
        });
        services.AddGrpcReflection();
        return services.BuildServiceProvider();
    }

    /// <summary>Nothing here lives as long as a request, so no request has a scope of its own.</summary>
    private sealed class Provided(IServiceProvider services) : IServiceProvidersFeature
    {
        public IServiceProvider RequestServices { get; set; } = services;
    }
}
