using DaprShop.ServiceDefaults.Errors;

namespace DaprShop.ServiceDefaults.State;

/// <summary>
/// Lets what concerns one key happen in turns, and whatever waits meanwhile in one turn together. So a key that two hundred
/// callers want to change at once is written a few times, not two hundred times against each other.
/// </summary>
/// <param name="run">
/// Takes a turn: what waited for the key, in the order of arrival, and gives as many results. Its token ends the turn after
/// <paramref name="turnLimit"/>, or when nobody waits for it any more; one caller's cancellation does not, where others share the turn.
/// </param>
/// <param name="turnLimit">How long a turn may take.</param>
/// <param name="time">The clock of that limit.</param>
public sealed class KeyedBatches<TKey, TItem, TResult>(
    Func<TKey, IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> run, TimeSpan turnLimit, TimeProvider time)
    where TKey : notnull
{
    /// <summary>How many items share a turn at most.</summary>
    public const int MaxBatch = 64;

    /// <summary>How many items wait for a key at most.</summary>
    public const int MaxWaiting = 4096;

    // A key is in here while its turns go on.
    private readonly Dictionary<TKey, Queue<Waiting>> _queues = [];

    /// <summary>Waits for the item's turn and gives its result.</summary>
    /// <param name="key">The key.</param>
    /// <param name="item">What is to happen.</param>
    /// <param name="cancellationToken">Ends the waiting; the item may still have its turn.</param>
    /// <exception cref="ServiceUnavailableException">Too many wait already.</exception>
    public Task<TResult> RunAsync(TKey key, TItem item, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(item, cancellationToken);
        if (Enqueue(key, waiting)) _ = TakeTurnsAsync(key);
        return waiting.Result.Task.WaitAsync(cancellationToken);
    }

    private bool Enqueue(TKey key, Waiting waiting)
    {
        lock (_queues)
        {
            if (!_queues.TryGetValue(key, out var queue))
            {
                _queues[key] = new Queue<Waiting>([waiting]);
                return true;
            }

            if (queue.Count >= MaxWaiting) throw new ServiceUnavailableException("contention", "Too many changes at once. Try again.");
            queue.Enqueue(waiting);
            return false;
        }
    }

    private List<Waiting> Dequeue(TKey key)
    {
        lock (_queues)
        {
            var (queue, batch) = (_queues[key], new List<Waiting>());
            while (batch.Count < MaxBatch && queue.TryDequeue(out var waiting))
                batch.Add(waiting);
            if (batch.Count == 0) _queues.Remove(key);
            return batch;
        }
    }

    private async Task TakeTurnsAsync(TKey key)
    {
        for (var batch = Dequeue(key); batch.Count > 0; batch = Dequeue(key))
        {
            using var limit = new CancellationTokenSource(turnLimit, time);
            var left = batch.Count;
            var registrations = batch.ConvertAll(waiting => waiting.Cancellation.Register(() =>
            {
                if (Interlocked.Decrement(ref left) == 0) limit.Cancel();
            }));
            try
            {
                var results = await run(key, [.. batch.Select(waiting => waiting.Item)], limit.Token);
                for (var i = 0; i < batch.Count; i++)
                    batch[i].Result.SetResult(results[i]);
            }
            catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
            {
                Fail(batch, new ServiceUnavailableException("contention", "This took too long. Try again.", exception));
            }
#pragma warning disable CA1031 // Whatever it is, each caller gets it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Fail(batch, exception);
            }
            finally
            {
                foreach (var registration in registrations) await registration.DisposeAsync();
            }
        }
    }

    private static void Fail(List<Waiting> batch, Exception exception)
    {
        foreach (var waiting in batch)
            waiting.Result.TrySetException(exception);
    }

    private sealed class Waiting(TItem item, CancellationToken cancellation)
    {
        public TItem Item => item;

        public CancellationToken Cancellation => cancellation;

        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
