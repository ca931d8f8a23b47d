namespace Daprlet.Hosting.Processes;

/// <summary>How long to wait before an app that ended by itself is started again: half a second, doubled each time, up to half a minute; from the start again after a minute of running.</summary>
internal sealed class RestartBackoff(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    private TimeSpan _next = First;
    private long _started;

    /// <summary>To be called at each start.</summary>
    public void Started() => _started = time.GetTimestamp();

    /// <summary>To be called when the app has ended.</summary>
    public TimeSpan NextDelay()
    {
        if (time.GetElapsedTime(_started) >= Healthy)
            _next = First;
        var delay = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return delay;
    }
}
