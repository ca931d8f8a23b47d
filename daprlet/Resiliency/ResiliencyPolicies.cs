using System.Collections.Concurrent;
using Daprlet.Resources;

namespace Daprlet.Resiliency;

/// <summary>
/// The resiliency of one sidecar: who asks for the policy of a target gets what the resources say for it, else the default policies that fit, else
/// <see cref="Policy.None"/>. Circuit breakers live as long as this does. Safe for concurrent use.
/// </summary>
public sealed class ResiliencyPolicies
{
    private const int DefaultCacheSize = 100;
    private const int DefaultActorCacheSize = 5000;

    private readonly PolicyDefinitions _definitions = new();
    private readonly PolicyTools _tools;
    private readonly ConcurrentDictionary<string, BreakerCache> _appBreakers = [];
    private readonly ConcurrentDictionary<string, BreakerCache> _actorBreakers = [];
    private readonly ConcurrentDictionary<string, CircuitBreaker> _componentBreakers = [];

    /// <param name="definitions">In the order of their resources: a later one takes the place of an earlier one.</param>
    internal ResiliencyPolicies(IEnumerable<PolicyDefinitions> definitions, PolicyTools tools)
    {
        _tools = tools;
        foreach (var (name, retry) in BuiltInRetries.All)
            _definitions.Retries[name] = retry;
        foreach (var resource in definitions)
            _definitions.Add(resource);
    }

    /// <summary>The resources that this sidecar has read, usable or not, as the metadata API shows them.</summary>
    public IReadOnlyList<ResourceName> Resources { get; internal init; } = [];

    /// <summary>Whether resources name the app as a target; default policies do not count.</summary>
    public bool HasApp(string appId) => _definitions.Apps.ContainsKey(appId);

    /// <summary>Whether resources name the actor type as a target; default policies do not count.</summary>
    public bool HasActor(string actorType) => _definitions.Actors.ContainsKey(actorType);

    /// <summary>For a call of another app, of an HTTPEndpoint or of a URL.</summary>
    /// <param name="target">As the caller named it.</param>
    /// <param name="endpoint">What shares a circuit breaker: the method of an app, the base URL of an endpoint.</param>
    public Policy ForApp(string target, string endpoint)
    {
        var name = $"endpoint[{target}, {endpoint}]";
        var own = _definitions.Apps.GetValueOrDefault(target);
        return Create(name, own ?? Defaults(DefaultPolicies.ForApps), breaker =>
            _appBreakers.GetOrAdd(target, _ => Cache(own?.CircuitBreakerCacheSize, DefaultCacheSize)).GetOrAdd(endpoint, key => NewBreaker(key, breaker)));
    }

    /// <summary>
    /// For the whole call of an actor, from the look for its host on: retries and circuit breaker. What the actor itself does, once its turn has
    /// come, has <see cref="ForActorTurn"/> around it.
    /// </summary>
    public Policy ForActor(string actorType, string actorId)
    {
        var own = _definitions.Actors.GetValueOrDefault(actorType);
        var names = (PolicyNames?)own ?? Defaults(DefaultPolicies.ForActors);
        var key = own?.CircuitBreakerScope is "id" or "both" ? $"{actorType}-{actorId}" : actorType;
        return Create($"actor[{actorType}, {actorId}]", names with { Timeout = null }, breaker =>
            _actorBreakers.GetOrAdd(actorType, _ => Cache(own?.CircuitBreakerCacheSize, own is null ? DefaultCacheSize : DefaultActorCacheSize)).GetOrAdd(key, _ => NewBreaker(key, breaker)));
    }

    /// <summary>For one turn of an actor: the time limit, which does not run while the call waits for its turn.</summary>
    public Policy ForActorTurn(string actorType, string actorId)
    {
        var names = (PolicyNames?)_definitions.Actors.GetValueOrDefault(actorType) ?? Defaults(DefaultPolicies.ForActors);
        return Create($"actor[{actorType}, {actorId}]", new PolicyNames { Timeout = names.Timeout }, _ => throw new InvalidOperationException("a turn has no circuit breaker"));
    }

    /// <summary>For an operation of a component. Both directions share one circuit breaker, the one that is asked for first.</summary>
    public Policy ForComponent(string component, ComponentKind kind, ComponentDirection direction)
    {
        var names = _definitions.Components.TryGetValue(component, out var own)
            ? (direction == ComponentDirection.Outbound ? own.Outbound : own.Inbound) ?? new PolicyNames()
            : Defaults(DefaultPolicies.ForComponents(kind, direction));
        var way = direction == ComponentDirection.Outbound ? "output" : "input";
        return Create($"component[{component}] {way}", names, breaker => _componentBreakers.GetOrAdd(component, key => NewBreaker(key, breaker)));
    }

    /// <summary>One of the retries that are there without any resource, by its name in <see cref="BuiltInRetries"/>.</summary>
    public Policy BuiltIn(string name) => new(name, _tools) { Retry = _definitions.Retries[name] };

    private Policy Create(string name, PolicyNames names, Func<CircuitBreakerPolicy, CircuitBreaker> breaker)
    {
        var timeout = names.Timeout is null ? default : _definitions.Timeouts.GetValueOrDefault(names.Timeout);
        var retry = names.Retry is null ? null : _definitions.Retries.GetValueOrDefault(names.Retry);
        var guard = names.CircuitBreaker is null ? null : _definitions.CircuitBreakers.GetValueOrDefault(names.CircuitBreaker);
        return timeout <= TimeSpan.Zero && retry is null && guard is null
            ? Policy.None
            : new Policy(name, _tools) { Timeout = timeout, Retry = retry, Breaker = guard is null ? null : breaker(guard) };
    }

    private PolicyNames Defaults(IReadOnlyList<string> levels) => new()
    {
        Timeout = DefaultPolicies.Find(levels, "Timeout", _definitions.Timeouts),
        Retry = DefaultPolicies.Find(levels, "Retry", _definitions.Retries),
        CircuitBreaker = DefaultPolicies.Find(levels, "CircuitBreaker", _definitions.CircuitBreakers),
    };

    private CircuitBreaker NewBreaker(string name, CircuitBreakerPolicy policy) => new(name, policy, _tools.Time, _tools.Logger);

    private static BreakerCache Cache(int? size, int standard) => new(size is > 0 and var asked ? asked : standard);
}
