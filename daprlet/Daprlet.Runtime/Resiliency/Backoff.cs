namespace Daprlet.Resiliency;

/// <summary>The pauses of one operation under a retry policy, counted from its first attempt.</summary>
internal sealed class Backoff(RetryPolicy policy, TimeProvider time, Random random)
{
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _interval = policy.InitialInterval;
    private long _retries;

    /// <summary>The pause before the next attempt; null when there shall be none.</summary>
    public TimeSpan? Next()
    {
        if (policy.MaxRetries >= 0 && _retries >= policy.MaxRetries)
            return null;
        _retries++;
        return policy.IsExponential ? NextGrowing() : policy.Duration;
    }

    private TimeSpan? NextGrowing()
    {
        var pause = Spread(_interval);
        Grow();
        return time.GetElapsedTime(_started) + pause > policy.MaxElapsedTime ? null : pause;
    }

    private void Grow() =>
        _interval = _interval.Ticks >= policy.MaxInterval.Ticks / policy.Multiplier ? policy.MaxInterval : TimeSpan.FromTicks((long)(_interval.Ticks * policy.Multiplier));

    private TimeSpan Spread(TimeSpan interval)
    {
        var delta = policy.RandomizationFactor * interval.Ticks;
        return TimeSpan.FromTicks((long)(interval.Ticks - delta + (random.NextDouble() * 2 * delta)));
    }
}
