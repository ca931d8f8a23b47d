using Dapr;
using Dapr.Actors.Client;
using Dapr.Actors.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers an app's actors.</summary>
public static class ActorsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the runtime that hosts the app's actors, and an <see cref="IActorProxyFactory"/> with the same options. The address and token
    /// of the sidecar come from <paramref name="configure"/>, else from the app's configuration, else from the environment
    /// (<see cref="DaprDefaults"/>).
    /// </summary>
    public static void AddActors(this IServiceCollection? services, Action<ActorRuntimeOptions>? configure, ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddRouting();
        services.AddHealthChecks();
        services.AddLogging();
        services.TryAdd(ServiceDescriptor.Describe(typeof(ActorActivatorFactory), typeof(ServiceActorActivatorFactory), lifetime));
        services.TryAdd(ServiceDescriptor.Describe(typeof(ActorRuntime), CreateRuntime, lifetime));
        services.TryAdd(ServiceDescriptor.Describe(typeof(IActorProxyFactory), CreateProxyFactory, lifetime));
        if (configure is not null)
            services.Configure(configure);
    }

    private static ActorRuntime CreateRuntime(IServiceProvider provider) => new(
        Options(provider),
        provider.GetRequiredService<ILoggerFactory>(),
        provider.GetRequiredService<ActorActivatorFactory>(),
        provider.GetRequiredService<IActorProxyFactory>());

    private static ActorProxyFactory CreateProxyFactory(IServiceProvider provider)
    {
        var options = Options(provider);
        return new ActorProxyFactory(new ActorProxyOptions
        {
            JsonSerializerOptions = options.JsonSerializerOptions,
            DaprApiToken = options.DaprApiToken,
            HttpEndpoint = options.HttpEndpoint,
            UseJsonSerialization = options.UseJsonSerialization,
        });
    }

    private static ActorRuntimeOptions Options(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<ActorRuntimeOptions>>().Value;
        var configuration = provider.GetService<IConfiguration>();
        if (string.IsNullOrWhiteSpace(options.DaprApiToken))
            options.DaprApiToken = DaprDefaults.GetDefaultDaprApiToken(configuration);
        if (string.IsNullOrWhiteSpace(options.HttpEndpoint))
            options.HttpEndpoint = DaprDefaults.GetDefaultHttpEndpoint(configuration);
        return options;
    }
}
