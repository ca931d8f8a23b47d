using Daprlet.Observability;
using Daprlet.Resources;

namespace Daprlet.Resiliency;

/// <summary>What Dapr counts of policies. All of it goes by the name of the resource that was read last, as in Dapr.</summary>
internal sealed class ResiliencyMetrics(MetricRegistry registry, string appId)
{
    /// <summary>Each has a series of its own. The last one is daprd's for a breaker that is not made yet; none is in it.</summary>
    private static readonly string[] States = [BreakerState.Closed.Name(), BreakerState.HalfOpen.Name(), BreakerState.Open.Name(), "unknown"];

    private readonly MetricRegistry.Metric _loaded = registry.Counter("dapr_resiliency_loaded", "Number of resiliency policies loaded.", "app_id", "name", "namespace");
    private readonly MetricRegistry.Metric _applied = registry.Counter("dapr_resiliency_count", "Number of times a resiliency policy has been applied to a building block.", Labels);
    private readonly MetricRegistry.Metric _activated = registry.Counter("dapr_resiliency_activations_total", "Number of times a resiliency policy has acted after a failure or a change of state.", Labels);
    private readonly MetricRegistry.Metric _state = registry.Gauge("dapr_resiliency_cb_state", "Whether a circuit breaker is in the state.", Labels);

    private ResourceName _resource = new();

    private static string[] Labels => ["app_id", "name", "namespace", "policy", "flow_direction", "target", "status"];

    public void Loaded(ResourceName resource)
    {
        _resource = resource;
        _loaded.Add(appId, resource.Name, resource.Namespace);
    }

    /// <summary>An operation of a target is about to run under policies.</summary>
    public void Applied(PolicyTarget target, TimeSpan timeout, RetryPolicy? retry, CircuitBreaker? breaker)
    {
        if (timeout > TimeSpan.Zero)
            _applied.Add(Values(target, "timeout"));
        if (retry is not null)
            _applied.Add(Values(target, "retry"));
        if (breaker is null)
            return;
        var state = breaker.State.Name();
        _applied.Add(Values(target, "circuitbreaker", state));
        SetState(target, state);
    }

    /// <summary>A time limit ended an attempt of an operation, for the first time.</summary>
    public void TimedOut(PolicyTarget target) => _activated.Add(Values(target, "timeout"));

    /// <summary>An operation is tried again, for the first time.</summary>
    public void Retried(PolicyTarget target) => _activated.Add(Values(target, "retry"));

    /// <summary>A circuit breaker has changed its state.</summary>
    public void Changed(PolicyTarget target, BreakerState state)
    {
        _activated.Add(Values(target, "circuitbreaker", state.Name()));
        SetState(target, state.Name());
    }

    private void SetState(PolicyTarget target, string state)
    {
        foreach (var one in States)
            _state.Set(one == state ? 1 : 0, Values(target, "circuitbreaker", one));
    }

    private string[] Values(PolicyTarget target, string policy, string state = "") =>
        [appId, _resource.Name, _resource.Namespace, policy, target.Direction == ComponentDirection.Outbound ? "outbound" : "inbound", target.Label, state];
}
