using Daprlet.Api;
using Daprlet.GrpcApi;
using Daprlet.Invocation;
using Daprlet.Observability;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Hosting;

/// <summary>The ports of one sidecar: the API, the public one, and the one for sidecars of other processes.</summary>
internal sealed class SidecarPorts(SidecarOptions options) : IAsyncDisposable
{
    private readonly SidecarServer _server = new(options);
    private readonly SidecarServer _peers = new(options);

    public int HttpPort { get; private set; }

    /// <summary>Null when there is none.</summary>
    public int? GrpcPort { get; private set; }

    public int? PublicPort { get; private set; }

    public int? MetricsPort { get; private set; }

    /// <exception cref="IOException">A port is in use.</exception>
    public async Task ListenAsync(BuildingBlocks blocks, ConfigurationSpec configuration, CancellationToken cancellationToken)
    {
        var sampler = TraceSampler.FromRate(configuration.Tracing.SamplingRate);
        if (options.GrpcPort is { } grpcPort)
        {
            var pipeline = new GrpcPipeline(options, new GrpcApiRules(configuration.Api), sampler, blocks.GrpcFallback);
            var grpc = GrpcApplication.Create(blocks.Grpc.Bind, pipeline, options);
            GrpcPort = await _server.ListenAsync(options.ListenAddresses, grpcPort, grpc, cancellationToken, isGrpc: true);
        }
        var api = new ApiPipeline(blocks.Routes, blocks.Fallback, options, sampler);
        HttpPort = await _server.ListenAsync(options.ListenAddresses, options.HttpPort, api.HandleAsync, cancellationToken);
        if (options.PublicPort is not { } port)
            return;
        var open = options with { DaprApiToken = null, AllowedOrigins = "", MaxBodyBytes = Math.Max(options.MaxBodyBytes, new SidecarOptions { AppId = "" }.MaxBodyBytes) };
        var health = new ApiPipeline(blocks.PublicRoutes, new NotFound(blocks.PublicRoutes), open, sampler);
        PublicPort = await _server.ListenAsync(options.PublicListenAddress.Length == 0 ? [] : [options.PublicListenAddress], port, health.HandleAsync, cancellationToken);
    }

    /// <summary>Answers every path of the metrics' port with them, as Dapr does.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public async Task ListenForMetricsAsync(MetricRegistry metrics, CancellationToken cancellationToken)
    {
        if (options.MetricsPort is not { } port)
            return;
        MetricsPort = await _server.ListenAsync(options.MetricsListenAddress.Length == 0 ? [] : [options.MetricsListenAddress], port, http =>
        {
            http.Response.ContentType = MetricRegistry.ContentType;
            return http.Response.WriteAsync(metrics.ToText(), http.RequestAborted);
        }, cancellationToken);
    }

    /// <exception cref="IOException">The port is in use.</exception>
    public Task<int> ListenForPeersAsync(InternalEndpoint endpoint, CancellationToken cancellationToken) =>
        _peers.ListenForBothAsync(options.InternalPort, endpoint.HandleAsync, cancellationToken);

    /// <summary>Stops to listen for sidecars of other processes and waits for their requests under way.</summary>
    public Task StopForPeersAsync(CancellationToken cancellationToken) => _peers.StopAsync(cancellationToken);

    /// <summary>Stops to listen and waits for the requests under way.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _peers.DisposeAsync();
        await _server.DisposeAsync();
    }
}
