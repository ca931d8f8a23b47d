using Daprlet.Api;
using Daprlet.Apps;
using Daprlet.Blocks;
using Daprlet.Observability;

namespace Daprlet.Bindings;

/// <summary>The bindings building block of one sidecar.</summary>
internal sealed class BindingsBlock : IBuildingBlock, IAsyncDisposable
{
    private const string LogCategory = "dapr.runtime.processor.binding";

    private readonly SidecarServices _services;
    private readonly OutputBindings _outputs;
    private readonly BindingsEndpoints _endpoints;
    private readonly InputBindings _inputs;

    public BindingsBlock(SidecarServices services)
    {
        var options = services.Options;
        _services = services;
        _outputs = new OutputBindings(services.Components, services.Resiliency);
        _endpoints = new BindingsEndpoints(_outputs);
        Grpc = new BindingsGrpcService(_outputs);
        _inputs = new InputBindings(
            services.Components,
            services.Resiliency,
            options.AppBindingOptionsTimeout,
            options.Logging.CreateLogger(LogCategory));
    }

    public BindingsGrpcService Grpc { get; }

    public string FeedCategory => "bindings";

    public void Map(RouteTable routes) => _endpoints.Map(routes);

    public Task AppUpAsync(CancellationToken cancellationToken) => App() is { } app ? _inputs.StartAsync(app, cancellationToken) : Task.CompletedTask;

    public Task AppDownAsync(CancellationToken cancellationToken) => _inputs.StopAsync(cancellationToken);

    /// <summary>Ends at once what a start that was broken off has left.</summary>
    public ValueTask DisposeAsync() => new(_inputs.StopAsync(new CancellationToken(canceled: true)));

    private IAppBindings? App()
    {
        var sampler = TraceSampler.FromRate(_services.Configuration.Tracing.SamplingRate);
        return _services.App.Channel switch
        {
            HttpAppChannel http => new HttpAppBindings(http, sampler),
            GrpcAppChannel grpc => new GrpcAppBindings(grpc, sampler, _outputs, _services.Options.Logging.CreateLogger(LogCategory)),
            _ => null,
        };
    }
}
