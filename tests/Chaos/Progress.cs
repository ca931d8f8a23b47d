namespace DaprShop.Tests.Chaos;

/// <summary>How many errands have begun: the clock of the storm, which goes slower on a slow machine.</summary>
internal sealed class Progress(int total, CancellationToken end)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private int _begun;

    public int Begun => Volatile.Read(ref _begun);

    /// <summary>Whether there is another errand to begin.</summary>
    public bool TryBegin() => !end.IsCancellationRequested && Interlocked.Increment(ref _begun) <= total;

    /// <summary>Waits until so many errands have begun.</summary>
    /// <returns>Whether they have; else the storm is over before.</returns>
    public async Task<bool> ReachAsync(int errands)
    {
        while (Begun < errands && !end.IsCancellationRequested)
            await Task.Delay(PollInterval, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !end.IsCancellationRequested;
    }
}
