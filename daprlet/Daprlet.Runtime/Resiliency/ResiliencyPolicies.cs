using Daprlet.Observability;
using Daprlet.Resources;
using Microsoft.Extensions.Logging.Abstractions;

namespace Daprlet.Resiliency;

/// <summary>
/// The resiliency of one sidecar: who asks for the policy of a target gets what the resources say for it, else the default policies that fit, else
/// <see cref="Policy.None"/>. Ask for each operation anew: the resources may change. Circuit breakers begin anew with them. Safe for concurrent use.
/// </summary>
public sealed class ResiliencyPolicies
{
    private volatile PolicySet _current;

    internal ResiliencyPolicies(PolicySet first) => _current = first;

    /// <summary>Those of a sidecar without resources.</summary>
    public static ResiliencyPolicies None { get; } = new(new PolicySet([], new PolicyTools(TimeProvider.System, Random.Shared, NullLogger.Instance, new ResiliencyMetrics(new MetricRegistry(), ""))));

    /// <inheritdoc cref="PolicySet.Resources"/>
    public IReadOnlyList<ResourceName> Resources => _current.Resources;

    /// <inheritdoc cref="PolicySet.HasApp"/>
    public bool HasApp(string appId) => _current.HasApp(appId);

    /// <inheritdoc cref="PolicySet.HasActor"/>
    public bool HasActor(string actorType) => _current.HasActor(actorType);

    /// <inheritdoc cref="PolicySet.ForApp"/>
    public Policy ForApp(string target, string endpoint) => _current.ForApp(target, endpoint);

    /// <inheritdoc cref="PolicySet.ForActor"/>
    public Policy ForActor(string actorType, string actorId) => _current.ForActor(actorType, actorId);

    /// <inheritdoc cref="PolicySet.ForActorTurn"/>
    public Policy ForActorTurn(string actorType, string actorId) => _current.ForActorTurn(actorType, actorId);

    /// <inheritdoc cref="PolicySet.ForComponent"/>
    public Policy ForComponent(string component, ComponentKind kind, ComponentDirection direction) => _current.ForComponent(component, kind, direction);

    /// <inheritdoc cref="PolicySet.BuiltIn"/>
    public Policy BuiltIn(string name) => _current.BuiltIn(name);

    /// <summary>What is asked for from now on comes from these; operations under way end as they began.</summary>
    internal void Replace(PolicySet next) => _current = next;
}
