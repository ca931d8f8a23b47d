namespace Daprlet.Actors.Turns;

/// <summary>
/// Turn-based concurrency for one actor: calls run one after the other, in the order in which they came. With reentrancy a call that carries
/// the id of a turn belongs to that turn, however deep it is nested.
/// </summary>
/// <param name="maxStackDepth">The most calls in one turn; null where reentrancy is off.</param>
internal sealed class TurnQueue(int? maxStackDepth)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TurnChain> _waiting = new();
    private TurnChain? _running;
    private TaskCompletionSource? _ended;
    private bool _closed;

    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>Whether a call with this id would re-enter the turn under way.</summary>
    public bool IsRunning(string reentrancyId)
    {
        lock (_lock)
            return maxStackDepth is not null && _running?.ReentrancyId == reentrancyId;
    }

    /// <summary>Waits for the call's turn.</summary>
    /// <param name="reentrancyId">Names the turn that the call belongs to; not looked at where reentrancy is off.</param>
    /// <exception cref="OperationCanceledException">Cancelled before it was the call's turn.</exception>
    public ValueTask<TurnEntry> EnterAsync(string? reentrancyId, CancellationToken cancellationToken)
    {
        TurnChain chain;
        Task<bool> start;
        lock (_lock)
        {
            if (Find(reentrancyId) is { } known)
            {
                if (known.Depth >= maxStackDepth)
                    return new(new TurnEntry(TurnOutcome.TooDeep));
                known.Depth++;
                chain = known;
            }
            else if (_closed)
            {
                return new(new TurnEntry(TurnOutcome.Closed));
            }
            else
            {
                chain = new TurnChain(reentrancyId);
                if (_running is null)
                    _running = chain;
                else
                    _waiting.AddLast(chain);
            }
            if (chain == _running)
                return new(new TurnEntry(TurnOutcome.Entered, chain));
            start = chain.Start;
        }
        return new(WaitAsync(chain, start, cancellationToken));
    }

    /// <summary>Ends a call's part of a turn; with the last one the turn ends and the next begins.</summary>
    public void Leave(TurnChain chain)
    {
        lock (_lock)
        {
            if (--chain.Depth > 0)
                return;
            if (chain != _running)
            {
                _waiting.Remove(chain);
                return;
            }
            _running = _waiting.First?.Value;
            if (_running is not null)
                _waiting.RemoveFirst();
            else
                _ended?.TrySetResult();
            _running?.Begin();
        }
    }

    /// <summary>Takes no more turns, unless one is under way or waited for; whether that was so.</summary>
    public bool TryCloseIdle()
    {
        lock (_lock)
        {
            if (_closed || _running is not null)
                return false;
            return _closed = true;
        }
    }

    /// <summary>Takes no more turns: those that wait are refused, while the one under way may still be re-entered.</summary>
    /// <returns>Completes when the turn under way has ended.</returns>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var chain in _waiting)
                chain.Refuse();
            _waiting.Clear();
            if (_running is null)
                return Task.CompletedTask;
            return (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private async Task<TurnEntry> WaitAsync(TurnChain chain, Task<bool> start, CancellationToken cancellationToken)
    {
        try
        {
            return await start.WaitAsync(cancellationToken) ? new TurnEntry(TurnOutcome.Entered, chain) : new TurnEntry(TurnOutcome.Closed);
        }
        catch (OperationCanceledException)
        {
            Leave(chain);
            throw;
        }
    }

    private TurnChain? Find(string? reentrancyId)
    {
        if (maxStackDepth is null || reentrancyId is null)
            return null;
        if (_running?.ReentrancyId == reentrancyId)
            return _running;
        foreach (var chain in _waiting)
        {
            if (chain.ReentrancyId == reentrancyId)
                return chain;
        }
        return null;
    }
}
