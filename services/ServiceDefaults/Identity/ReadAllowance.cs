namespace DaprShop.ServiceDefaults.Identity;

/// <summary>How often something may be read: a few times at once, then at regular intervals (a token bucket). For one caller at a time.</summary>
/// <param name="burst">How many reads need not wait after a quiet time.</param>
/// <param name="interval">The time in which the allowance grows by one.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadAllowance(int burst, TimeSpan interval, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next = TimeSpan.MinValue;

    /// <summary>Uses up one read, and ends when it may begin.</summary>
    public Task TakeAsync()
    {
        var now = time.GetElapsedTime(_start);
        var fullSince = now - ((burst - 1) * interval);
        var allowed = _next > fullSince ? _next : fullSince;
        _next = allowed + interval;
        return allowed > now ? Task.Delay(allowed - now, time) : Task.CompletedTask;
    }
}
