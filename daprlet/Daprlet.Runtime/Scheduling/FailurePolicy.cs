namespace Daprlet.Scheduling;

/// <summary>What happens when a callback fails (Dapr, JobFailurePolicy).</summary>
/// <param name="Interval">From one attempt to the next.</param>
/// <param name="MaxRetries">How often it is tried again; null for as long as it takes.</param>
internal sealed record FailurePolicy(TimeSpan Interval, long? MaxRetries)
{
    /// <summary>What holds unless something else is asked for.</summary>
    public static FailurePolicy Default { get; } = new(TimeSpan.FromSeconds(1), 3);
}
