namespace Daprlet.Processes;

/// <summary>How long to wait before an app that ended by itself is started again: half a second, doubled each time, up to half a minute; from the start again after a minute of running.</summary>
internal sealed class RestartBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    private TimeSpan _next = First;

    /// <param name="ran">How long the app had run when it ended.</param>
    public TimeSpan NextDelay(TimeSpan ran)
    {
        if (ran >= Healthy)
            _next = First;
        var delay = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return delay;
    }
}
