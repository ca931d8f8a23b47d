using Daprlet.Api;
using Daprlet.Blocks;

namespace Daprlet.Actors.Timers;

/// <summary>The timers of one sidecar's actors.</summary>
internal sealed class TimerBlock : IBuildingBlock, IAsyncDisposable
{
    private readonly ActorTimers _timers;
    private readonly TimerEndpoints _endpoints;

    public TimerBlock(SidecarServices services, IActorHosting hosting, IActorTurns turns)
    {
        var options = services.Options;
        _timers = new ActorTimers(hosting, turns, options.Time, new TimerMetrics(services.Metrics, options.AppId), options.Logging.CreateLogger("dapr.runtime.actors.timers"));
        _endpoints = new TimerEndpoints(_timers);
    }

    public void Map(RouteTable routes) => _endpoints.Map(routes);

    public Task AppUpAsync(CancellationToken cancellationToken)
    {
        _timers.Start();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _timers.DisposeAsync();
}
