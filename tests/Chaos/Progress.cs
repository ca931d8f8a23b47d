namespace DaprShop.Tests.Chaos;

/// <summary>How many errands are done: the clock of the storm, which goes slower on a slow machine.</summary>
internal sealed class Progress(int total, CancellationToken end)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private int _begun;
    private int _done;

    /// <summary>Runs errands, one after the other, as long as there are some to begin.</summary>
    public async Task WorkAsync(Func<Task> errand)
    {
        while (!end.IsCancellationRequested && Interlocked.Increment(ref _begun) <= total)
        {
            await errand();
            Interlocked.Increment(ref _done);
        }
    }

    /// <summary>Waits until so many errands are done.</summary>
    /// <returns>Whether they are; else the storm is over before.</returns>
    public async Task<bool> ReachAsync(int errands)
    {
        while (Volatile.Read(ref _done) < errands && !end.IsCancellationRequested)
            await Task.Delay(PollInterval, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !end.IsCancellationRequested;
    }
}
