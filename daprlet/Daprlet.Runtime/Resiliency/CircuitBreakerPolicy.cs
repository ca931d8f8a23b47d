using Daprlet.Expressions;

namespace Daprlet.Resiliency;

/// <summary>When a circuit breaker opens, and how it closes again. The defaults are Dapr's.</summary>
public sealed record CircuitBreakerPolicy
{
    public string? Name { get; init; }

    /// <summary>Attempts that a half-open breaker lets through; so many successes close it.</summary>
    public int MaxRequests { get; init; } = 1;

    /// <summary>A closed breaker forgets its counts so often; zero for never.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>How long an open breaker lets nothing through.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Asked after each failure of a closed breaker; null stands for <c>consecutiveFailures &gt; 5</c>.</summary>
    public Condition? Trip { get; init; }

    /// <summary>Whether the counts open the breaker. A condition that cannot be answered does not.</summary>
    public bool Trips(BreakerCounts counts)
    {
        if (Trip is null)
            return counts.ConsecutiveFailures > 5;
        try
        {
            return Trip.Holds(counts.ValueOf);
        }
        catch (ExpressionException)
        {
            return false;
        }
    }
}
