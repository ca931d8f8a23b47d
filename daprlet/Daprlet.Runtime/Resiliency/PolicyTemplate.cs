namespace Daprlet.Resiliency;

/// <summary>The policies of a target, found by their names. A name that nobody defined stands for none.</summary>
/// <param name="Timeout">Zero for no limit.</param>
internal sealed record PolicyTemplate(TimeSpan Timeout, RetryPolicy? Retry, CircuitBreakerPolicy? Breaker)
{
    public bool IsEmpty => Timeout <= TimeSpan.Zero && Retry is null && Breaker is null;

    public static PolicyTemplate Of(PolicyNames? names, PolicyDefinitions definitions) => new(
        Find(definitions.Timeouts, names?.Timeout),
        Find(definitions.Retries, names?.Retry),
        Find(definitions.CircuitBreakers, names?.CircuitBreaker));

    /// <summary>The default policies for a kind of target.</summary>
    /// <param name="levels">Parts of their names (see <see cref="DefaultPolicies"/>), the most specific one first.</param>
    public static PolicyTemplate OfDefaults(IReadOnlyList<string> levels, PolicyDefinitions definitions) => Of(new PolicyNames
    {
        Timeout = DefaultPolicies.Find(levels, "Timeout", definitions.Timeouts),
        Retry = DefaultPolicies.Find(levels, "Retry", definitions.Retries),
        CircuitBreaker = DefaultPolicies.Find(levels, "CircuitBreaker", definitions.CircuitBreakers),
    }, definitions);

    private static T? Find<T>(Dictionary<string, T> policies, string? name) => string.IsNullOrEmpty(name) ? default : policies.GetValueOrDefault(name);
}
