using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Resources;

namespace Daprlet.Configuration;

/// <summary>The configuration building block of one sidecar.</summary>
internal sealed class ConfigurationBlock : IBuildingBlock, IAsyncDisposable
{
    private readonly ConfigurationService _service;
    private readonly ConfigurationEndpoints _endpoints;

    public ConfigurationBlock(SidecarServices services)
    {
        _service = new ConfigurationService(services.Components, services.Resiliency, services.Options.Logging.CreateLogger("dapr.runtime.configuration"));
        _endpoints = new ConfigurationEndpoints(_service, services);
        Grpc = new ConfigurationGrpcService(_service);
    }

    public ConfigurationGrpcService Grpc { get; }

    public void Map(RouteTable routes) => _endpoints.Map(routes);

    /// <summary>Subscriptions do not survive their store; the app is not told, as in Dapr.</summary>
    public Task ReloadAsync(ResourceSet resources, CancellationToken cancellationToken) => _service.EndOrphansAsync();

    /// <summary>Streams would last as long as the sidecar lets them.</summary>
    public async Task StopAsync(CancellationToken patience) => await _service.EndAllAsync().WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
