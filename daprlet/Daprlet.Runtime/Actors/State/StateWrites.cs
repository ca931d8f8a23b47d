namespace Daprlet.Actors.State;

/// <summary>The writes of one actor's state that are under way. An actor is not active elsewhere before they have ended, so that none comes after what its next host writes.</summary>
internal sealed class StateWrites
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underWay;
    private bool _closed;

    /// <summary>Begins a write, which disposing ends; null when there are to be no more.</summary>
    public IDisposable? TryBegin()
    {
        lock (_lock)
        {
            if (_closed)
                return null;
            _underWay++;
            return new Write(this);
        }
    }

    /// <summary>Lets nobody write any more.</summary>
    /// <returns>Completes when the last write has ended.</returns>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            return _underWay == 0 ? Task.CompletedTask : _ended.Task;
        }
    }

    private void End()
    {
        lock (_lock)
        {
            if (--_underWay == 0 && _closed)
                _ended.SetResult();
        }
    }

    /// <summary>A write under way; to be disposed once.</summary>
    private sealed class Write(StateWrites writes) : IDisposable
    {
        public void Dispose() => writes.End();
    }
}
