using Daprlet.Api;
using Daprlet.Blocks;

namespace Daprlet.Actors.Timers;

/// <summary>The timers of one sidecar's actors.</summary>
internal sealed class TimerBlock : IBuildingBlock, IAsyncDisposable
{
    private readonly ActorTimers _timers;
    private readonly ScheduleEndpoints _endpoints;

    public TimerBlock(SidecarServices services, IActorHosting hosting, IActorTurns turns)
    {
        var options = services.Options;
        _timers = new ActorTimers(hosting, turns, options.Time, new TimerMetrics(services.Metrics, options.AppId), options.Logging.CreateLogger("dapr.runtime.actors.timers"));
        _endpoints = new ScheduleEndpoints("timers", _timers, ScheduleBody.ReadTimer);
        Grpc = new TimerGrpcService(_timers);
        _timers.Start();
    }

    /// <summary>The block over gRPC.</summary>
    public TimerGrpcService Grpc { get; }

    public void Map(RouteTable routes) => _endpoints.Map(routes);

    public ValueTask DisposeAsync() => _timers.DisposeAsync();
}
