using Dapr;
using Dapr.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client of the sidecar.</summary>
public static class DaprServiceCollectionExtensions
{
    /// <summary>
    /// Adds a <see cref="DaprClient"/>, unless there is one. Its address and token come from <paramref name="configure"/>, else from the
    /// app's configuration, else from the environment (<see cref="DaprDefaults"/>).
    /// </summary>
    public static void AddDaprClient(this IServiceCollection services, Action<DaprClientBuilder>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddDaprClient((_, builder) => configure?.Invoke(builder), lifetime);

    /// <inheritdoc cref="AddDaprClient(IServiceCollection, Action{DaprClientBuilder}?, ServiceLifetime)"/>
    public static void AddDaprClient(this IServiceCollection services, Action<IServiceProvider, DaprClientBuilder> configure, ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAdd(ServiceDescriptor.Describe(typeof(DaprClient), provider => Build(provider, configure), lifetime));
    }

    private static DaprClient Build(IServiceProvider provider, Action<IServiceProvider, DaprClientBuilder> configure)
    {
        var configuration = provider.GetService<IConfiguration>();
        var builder = new DaprClientBuilder().UseHttpEndpoint(DaprDefaults.GetDefaultHttpEndpoint(configuration));
        var token = DaprDefaults.GetDefaultDaprApiToken(configuration);
        if (!string.IsNullOrWhiteSpace(token))
            builder.UseDaprApiToken(token);

        configure?.Invoke(provider, builder);
        return builder.Build();
    }
}
