namespace DaprShop.Products.Catalogue;

/// <summary>
/// Lets callers share runs of an action so that each gets one that began after it asked: a hundred readers who want to see
/// what was written before they came need two reads, not a hundred.
/// </summary>
/// <param name="action">The action; it is never run twice at once.</param>
internal sealed class SharedRuns(Func<Task> action)
{
    private readonly Lock _lock = new();
    private Task _current = Task.CompletedTask;
    private Task? _next;

    /// <summary>Completes, or fails, with a run that begins now or later.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the run.</param>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_next is null && _current.IsCompleted)
                return (_current = action()).WaitAsync(cancellationToken);
            return (_next ??= RunNextAsync(_current)).WaitAsync(cancellationToken);
        }
    }

    private async Task RunNextAsync(Task current)
    {
        // Those who waited for the current run learn how it failed; the next one is another attempt.
        await current.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task run;
        lock (_lock)
        {
            _next = null;
            run = _current = action();
        }

        await run;
    }
}
