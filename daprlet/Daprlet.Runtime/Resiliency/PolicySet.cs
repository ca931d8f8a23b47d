using System.Collections.Concurrent;
using Daprlet.Resources;

namespace Daprlet.Resiliency;

/// <summary>What the Resiliency resources said at one time: see <see cref="ResiliencyPolicies"/>. Circuit breakers live as long as this does. Safe for concurrent use.</summary>
internal sealed class PolicySet
{
    private const int DefaultCacheSize = 100;
    private const int DefaultActorCacheSize = 5000;

    /// <summary>Targets beside those of the resources whose circuit breakers are remembered; callers may name any number.</summary>
    private const int MaxDefaultTargets = 1000;

    private readonly PolicyDefinitions _definitions = new();
    private readonly PolicyTools _tools;
    private readonly PolicyTemplate _anyApp;
    private readonly PolicyTemplate _anyActor;
    private readonly Dictionary<(ComponentKind, ComponentDirection), PolicyTemplate> _anyComponent;
    private readonly ConcurrentDictionary<string, BreakerCache> _appBreakers = [];
    private readonly ConcurrentDictionary<string, BreakerCache> _actorBreakers = [];
    private readonly ConcurrentDictionary<string, CircuitBreaker> _componentBreakers = [];

    /// <param name="resources">In their order: a later one takes the place of an earlier one.</param>
    public PolicySet(IEnumerable<PolicyDefinitions> resources, PolicyTools tools)
    {
        _tools = tools;
        foreach (var (name, retry) in BuiltInRetries.All)
            _definitions.Retries[name] = retry;
        foreach (var resource in resources)
            _definitions.Add(resource);
        _anyApp = PolicyTemplate.OfDefaults(DefaultPolicies.ForApps, _definitions);
        _anyActor = PolicyTemplate.OfDefaults(DefaultPolicies.ForActors, _definitions);
        _anyComponent = (from kind in Enum.GetValues<ComponentKind>() from direction in Enum.GetValues<ComponentDirection>() select (kind, direction))
            .ToDictionary(key => key, key => PolicyTemplate.OfDefaults(DefaultPolicies.ForComponents(key.kind, key.direction), _definitions));
    }

    /// <summary>The resources that this sidecar has read, usable or not, as the metadata API shows them.</summary>
    public IReadOnlyList<ResourceName> Resources { get; init; } = [];

    /// <summary>Whether resources name the app as a target; default policies do not count.</summary>
    public bool HasApp(string appId) => _definitions.Apps.ContainsKey(appId);

    /// <summary>Whether resources name the actor type as a target; default policies do not count.</summary>
    public bool HasActor(string actorType) => _definitions.Actors.ContainsKey(actorType);

    /// <summary>For a call of another app, of an HTTPEndpoint or of a URL.</summary>
    /// <param name="target">As the caller named it.</param>
    /// <param name="endpoint">What shares a circuit breaker: the method of an app, the base URL of an endpoint.</param>
    public Policy ForApp(string target, string endpoint)
    {
        var own = _definitions.Apps.GetValueOrDefault(target);
        var template = own is null ? _anyApp : PolicyTemplate.Of(own, _definitions);
        if (template.IsEmpty)
            return Policy.None;
        var breaker = template.Breaker is null ? null : Breakers(_appBreakers, target, own?.CircuitBreakerCacheSize, DefaultCacheSize).GetOrAdd(endpoint, key => NewBreaker(key, template.Breaker));
        return Create(PolicyTarget.App(target, endpoint), template, breaker);
    }

    /// <summary>
    /// For the whole call of an actor, from the look for its host on: retries and circuit breaker. What the actor itself does, once its turn has
    /// come, has <see cref="ForActorTurn"/> around it.
    /// </summary>
    public Policy ForActor(string actorType, string actorId)
    {
        var own = _definitions.Actors.GetValueOrDefault(actorType);
        var template = (own is null ? _anyActor : PolicyTemplate.Of(own, _definitions)) with { Timeout = TimeSpan.Zero };
        if (template.IsEmpty)
            return Policy.None;
        var key = own?.CircuitBreakerScope is "id" or "both" ? $"{actorType}-{actorId}" : actorType;
        var breaker = template.Breaker is null ? null : Breakers(_actorBreakers, actorType, own?.CircuitBreakerCacheSize, DefaultActorCacheSize).GetOrAdd(key, name => NewBreaker(name, template.Breaker));
        return Create(PolicyTarget.Actor(actorType, actorId), template, breaker);
    }

    /// <summary>For one turn of an actor: the time limit, which does not run while the call waits for its turn.</summary>
    public Policy ForActorTurn(string actorType, string actorId)
    {
        var template = _definitions.Actors.GetValueOrDefault(actorType) is { } own ? PolicyTemplate.Of(own, _definitions) : _anyActor;
        return template.Timeout > TimeSpan.Zero ? Create(PolicyTarget.Actor(actorType, actorId), template with { Retry = null }, null) : Policy.None;
    }

    /// <summary>For an operation of a component. Both directions share one circuit breaker, that of the policy that is asked for first.</summary>
    public Policy ForComponent(string component, ComponentKind kind, ComponentDirection direction)
    {
        var template = _definitions.Components.TryGetValue(component, out var own)
            ? PolicyTemplate.Of(direction == ComponentDirection.Outbound ? own.Outbound : own.Inbound, _definitions)
            : _anyComponent[(kind, direction)];
        if (template.IsEmpty)
            return Policy.None;
        var breaker = template.Breaker is null ? null : _componentBreakers.GetOrAdd(component, name => NewBreaker($"{template.Breaker.Name}-{name}", template.Breaker));
        return Create(PolicyTarget.Component(component, kind, direction), template, breaker);
    }

    /// <summary>One of the retries that are there without any resource, by its name in <see cref="BuiltInRetries"/>.</summary>
    public Policy BuiltIn(string name) => new(name, null, _tools) { Retry = _definitions.Retries[name] };

    private Policy Create(PolicyTarget target, PolicyTemplate template, CircuitBreaker? breaker)
    {
        _tools.Metrics.Applied(target, template.Timeout, template.Retry, breaker);
        return new Policy(target.Name, target, _tools) { Timeout = template.Timeout, Retry = template.Retry, Breaker = breaker };
    }

    private CircuitBreaker NewBreaker(string name, CircuitBreakerPolicy policy) => new(name, policy, _tools.Time, _tools.Logger);

    private static BreakerCache Breakers(ConcurrentDictionary<string, BreakerCache> caches, string target, int? size, int standard)
    {
        if (caches.TryGetValue(target, out var known))
            return known;
        var cache = new BreakerCache(size is > 0 and var asked ? asked : standard);
        return size is not null || caches.Count < MaxDefaultTargets ? caches.GetOrAdd(target, cache) : cache;
    }
}
