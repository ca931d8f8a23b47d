using Daprlet.Observability;

namespace Daprlet.Actors.Timers;

/// <summary>What Dapr counts of timers.</summary>
internal sealed class TimerMetrics(MetricRegistry registry, string appId)
{
    private readonly MetricRegistry.Metric _dropped = registry.Counter("dapr_runtime_actor_timers_dropped_total", "Number of actor timers that ended because their actor moved.", "app_id", "actor_type");

    public void Dropped(string actorType) => _dropped.Add(appId, actorType);
}
