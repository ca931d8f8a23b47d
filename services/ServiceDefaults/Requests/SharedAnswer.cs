namespace DaprShop.ServiceDefaults.Requests;

/// <summary>An answer that all who ask within a while share: however many ask, it is looked for once at a time.</summary>
/// <param name="find">Finds the answer; must end by itself.</param>
/// <param name="validity">How long an answer serves.</param>
/// <param name="time">The clock.</param>
public sealed class SharedAnswer<T>(Func<Task<T>> find, Func<T, TimeSpan> validity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<Found>? _latest;

    /// <summary>The answer. What <c>find</c> throws, all who wait for it get, and the next to ask makes it look again.</summary>
    /// <param name="cancellationToken">Ends the wait, not the search.</param>
    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        Task<Found> latest;
        lock (_lock)
        {
            if (_latest is null || IsOver(_latest)) _latest = FindAsync();
            latest = _latest;
        }

        return (await latest.WaitAsync(cancellationToken)).Answer;
    }

    private bool IsOver(Task<Found> latest) =>
        latest.IsCompleted && (!latest.IsCompletedSuccessfully || time.GetElapsedTime(latest.Result.At) >= validity(latest.Result.Answer));

    private async Task<Found> FindAsync()
    {
        var answer = await find();
        return new Found(answer, time.GetTimestamp());
    }

    private sealed record Found(T Answer, long At);
}
