namespace Daprlet.Apps;

/// <summary>Counts calls, so that a sidecar can end after the last of them.</summary>
internal sealed class CallsUnderWay
{
    private readonly Lock _counting = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _isClosing;

    /// <summary>False when no more calls are taken.</summary>
    public bool TryBegin()
    {
        lock (_counting)
        {
            if (_closed.Task.IsCompleted)
                return false;
            _count++;
            return true;
        }
    }

    public void End()
    {
        lock (_counting)
        {
            _count--;
            CloseIfIdle();
        }
    }

    /// <summary>Takes calls until a moment when there is none, and then no more: what is under way may need others to come to its end.</summary>
    /// <param name="patience">When it is not waited for any longer.</param>
    public Task CloseAsync(CancellationToken patience)
    {
        lock (_counting)
        {
            _isClosing = true;
            CloseIfIdle();
        }
        return _closed.Task.WaitAsync(patience);
    }

    private void CloseIfIdle()
    {
        if (_isClosing && _count == 0)
            _closed.TrySetResult();
    }
}
