namespace Daprlet.Resiliency;

/// <summary>Policies by name, and targets with the names of theirs.</summary>
internal sealed class PolicyDefinitions
{
    public Dictionary<string, TimeSpan> Timeouts { get; } = [];

    public Dictionary<string, RetryPolicy> Retries { get; } = [];

    public Dictionary<string, CircuitBreakerPolicy> CircuitBreakers { get; } = [];

    public Dictionary<string, AppPolicyNames> Apps { get; } = [];

    public Dictionary<string, ActorPolicyNames> Actors { get; } = [];

    public Dictionary<string, ComponentPolicyNames> Components { get; } = [];

    /// <summary>What a resource asks for in vain.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Takes over what others define, in place of what has the same name.</summary>
    public void Add(PolicyDefinitions others)
    {
        Copy(others.Timeouts, Timeouts);
        Copy(others.Retries, Retries);
        Copy(others.CircuitBreakers, CircuitBreakers);
        Copy(others.Apps, Apps);
        Copy(others.Actors, Actors);
        Copy(others.Components, Components);
    }

    private static void Copy<T>(Dictionary<string, T> from, Dictionary<string, T> onto)
    {
        foreach (var (name, value) in from)
            onto[name] = value;
    }
}
