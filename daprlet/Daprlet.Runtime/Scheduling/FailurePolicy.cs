namespace Daprlet.Scheduling;

/// <summary>What happens when a callback fails (Dapr, JobFailurePolicy).</summary>
/// <param name="Interval">From one attempt to the next.</param>
/// <param name="MaxRetries">How often it is tried again; null for as long as it takes.</param>
internal sealed record FailurePolicy(TimeSpan Interval, long? MaxRetries)
{
    /// <summary>Shorter, attempts without end would keep the machine busy with nothing else.</summary>
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(1);

    /// <summary>What holds unless something else is asked for.</summary>
    public static FailurePolicy Default { get; } = new(TimeSpan.FromSeconds(1), 3);

    /// <summary>It is not tried again.</summary>
    public static FailurePolicy Drop { get; } = Default with { MaxRetries = 0 };

    /// <summary>It is tried again after an interval, so often.</summary>
    public static FailurePolicy Constant(TimeSpan interval, long? maxRetries) => new(interval > ShortestInterval ? interval : ShortestInterval, maxRetries);
}
