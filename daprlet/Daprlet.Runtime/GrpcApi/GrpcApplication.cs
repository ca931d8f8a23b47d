using System.Collections.Frozen;
using System.Diagnostics;
using Daprlet.Sidecars;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Daprlet.GrpcApi;

/// <summary>
/// The framework's gRPC server without a host around it: what handles the requests of one sidecar's gRPC port. It is built when the first call comes, so that a
/// sidecar whose app speaks HTTP costs no more than before.
/// </summary>
internal static class GrpcApplication
{
    /// <param name="bind">Binds the methods of the sidecar's own services.</param>
    public static RequestDelegate Create(Func<IReadOnlyList<Action<ServiceBinderBase>>> bind, GrpcPipeline pipeline, SidecarOptions options)
    {
        var services = new Lazy<RequestDelegate>(() => Build(bind(), options));
        RequestDelegate next = http => services.Value(http);
        return http => pipeline.HandleAsync(http, next);
    }

    /// <summary>A method is found by its path alone, so that calls need no routing.</summary>
    private static RequestDelegate Build(IReadOnlyList<Action<ServiceBinderBase>> bind, SidecarOptions options)
    {
        var services = Services(bind, options);
        var provided = new Provided(services);
        var methods = Methods(services);
        return http =>
        {
            http.Features.Set<IServiceProvidersFeature>(provided);
            return methods[http.Request.Path.Value!](http);
        };
    }

    private static FrozenDictionary<string, RequestDelegate> Methods(ServiceProvider services)
    {
        var endpoints = new Endpoints(services);
        endpoints.MapGrpcService<GrpcMethods>();
        return endpoints.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .ToFrozenDictionary(endpoint => endpoint.RoutePattern.RawText!, endpoint => endpoint.RequestDelegate!, StringComparer.Ordinal);
    }

    private static ServiceProvider Services(IReadOnlyList<Action<ServiceBinderBase>> bind, SidecarOptions options)
    {
        var services = new ServiceCollection();
        services.AddSingleton(options.Logging);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(new DiagnosticListener("Daprlet"));
        services.AddRouting();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = (int)Math.Min(options.MaxBodyBytes, int.MaxValue); // what a message is decompressed to
            grpc.MaxSendMessageSize = null; // the interceptor's
            grpc.Interceptors.Add<AnswerHeadersInterceptor>();
            grpc.Interceptors.Add<SendLimitInterceptor>(options.MaxBodyBytes);
        });
        var methods = new GrpcMethods(bind);
        services.AddSingleton(methods);
        services.AddSingleton<IServiceMethodProvider<GrpcMethods>>(methods);
        return services.BuildServiceProvider();
    }

    /// <summary>What the framework makes of the methods.</summary>
    private sealed class Endpoints(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }

    /// <summary>Nothing here lives as long as a request, so no request has a scope of its own.</summary>
    private sealed class Provided(IServiceProvider services) : IServiceProvidersFeature
    {
        public IServiceProvider RequestServices { get; set; } = services;
    }
}
