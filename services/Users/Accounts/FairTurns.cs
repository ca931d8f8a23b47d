using DaprShop.ServiceDefaults.Errors;

namespace DaprShop.Users.Accounts;

/// <summary>
/// Lets costly work have its turns, a few at once. Clients take turns: one that asks for much waits for itself, and another one for
/// no more than what is being done and one piece of work of each client that waits.
/// </summary>
/// <param name="atOnce">How many turns there are at once.</param>
/// <param name="maxWaitingOfClient">How many may wait for one client.</param>
/// <param name="maxWaiting">How many may wait in all; whoever has the most gives way to others then.</param>
internal sealed class FairTurns(int atOnce, int maxWaitingOfClient, int maxWaiting)
{
    private readonly Lock _lock = new();

    // Clients for whom somebody waits, the next one first, and who waits for each.
    private readonly LinkedList<string> _clients = [];
    private readonly Dictionary<string, LinkedList<TaskCompletionSource>> _waiting = [];
    private int _running;
    private int _waitingInAll;

    /// <summary>Does work when it is its turn.</summary>
    /// <param name="client">For whom.</param>
    /// <param name="work">The work, which keeps a processor busy.</param>
    /// <param name="cancellationToken">Ends the waiting; what has begun is finished.</param>
    /// <exception cref="ServiceUnavailableException">Too many wait already.</exception>
    public async Task<T> RunAsync<T>(string client, Func<T> work, CancellationToken cancellationToken)
    {
        await BeginAsync(client, cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            End();
        }
    }

    private async Task BeginAsync(string client, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_running < atOnce)
            {
                _running++;
                return;
            }

            turn = Enqueue(client);
        }

        await using var registration = cancellationToken.Register(() => GiveUp(client, turn, cancellationToken));
        await turn.Task;
    }

    private TaskCompletionSource Enqueue(string client)
    {
        var own = _waiting.GetValueOrDefault(client);
        if (own?.Count >= maxWaitingOfClient) throw Busy();
        if (_waitingInAll >= maxWaiting)
        {
            var most = _waiting.MaxBy(other => other.Value.Count);
            if (most.Value.Count <= (own?.Count ?? 0) + 1) throw Busy();
            var last = most.Value.Last!.Value;
            Remove(most.Key, last);
            last.TrySetException(Busy());
        }

        if (own is null)
        {
            _waiting[client] = own = [];
            _clients.AddLast(client);
        }

        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        own.AddLast(turn);
        _waitingInAll++;
        return turn;
    }

    private void End()
    {
        lock (_lock)
        {
            if (_clients.First?.Value is not { } client)
            {
                _running--;
                return;
            }

            var turn = _waiting[client].First!.Value;
            Remove(client, turn);
            if (_waiting.ContainsKey(client))
            {
                _clients.Remove(client);
                _clients.AddLast(client);
            }

            turn.SetResult();
        }
    }

    private void GiveUp(string client, TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_waiting.GetValueOrDefault(client)?.Contains(turn) != true) return;
            Remove(client, turn);
            turn.SetCanceled(cancellationToken);
        }
    }

    private void Remove(string client, TaskCompletionSource turn)
    {
        _waiting[client].Remove(turn);
        _waitingInAll--;
        if (_waiting[client].Count > 0) return;
        _waiting.Remove(client);
        _clients.Remove(client);
    }

    private static ServiceUnavailableException Busy() => new("too_many_logins", "Too many people log in just now. Try again in a moment.");
}
