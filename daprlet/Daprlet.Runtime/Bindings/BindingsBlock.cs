using Daprlet.Api;
using Daprlet.Apps;
using Daprlet.Blocks;
using Daprlet.Observability;

namespace Daprlet.Bindings;

/// <summary>The bindings building block of one sidecar.</summary>
internal sealed class BindingsBlock : IBuildingBlock, IAsyncDisposable
{
    private readonly SidecarServices _services;
    private readonly BindingsEndpoints _endpoints;
    private readonly InputBindings _inputs;

    public BindingsBlock(SidecarServices services)
    {
        var options = services.Options;
        _services = services;
        var outputs = new OutputBindings(services.Components, services.Resiliency);
        _endpoints = new BindingsEndpoints(outputs);
        Grpc = new BindingsGrpcService(outputs);
        _inputs = new InputBindings(
            services.Components,
            services.Resiliency,
            TraceSampler.FromRate(services.Configuration.Tracing.SamplingRate),
            options.AppBindingOptionsTimeout,
            options.Logging.CreateLogger("dapr.runtime.processor.binding"));
    }

    public BindingsGrpcService Grpc { get; }

    public string FeedCategory => "bindings";

    public void Map(RouteTable routes) => _endpoints.Map(routes);

    public Task AppUpAsync(CancellationToken cancellationToken) =>
        _services.App.Channel is HttpAppChannel app ? _inputs.StartAsync(app, cancellationToken) : Task.CompletedTask;

    public Task AppDownAsync(CancellationToken cancellationToken) => _inputs.StopAsync(cancellationToken);

    /// <summary>Ends at once what a start that was broken off has left.</summary>
    public ValueTask DisposeAsync() => new(_inputs.StopAsync(new CancellationToken(canceled: true)));
}
