namespace DaprShop.ServiceDefaults.Identity;

/// <summary>The key ids that were looked up in vain a moment ago. When there are too many, the latest are not remembered.</summary>
internal sealed class RecentMisses(int capacity, TimeSpan duration, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _keyIds = new(StringComparer.Ordinal);
    private readonly Queue<(string KeyId, long At)> _inOrder = new();

    public bool Contains(string keyId)
    {
        lock (_lock)
        {
            Forget();
            return _keyIds.Contains(keyId);
        }
    }

    public void Add(string keyId)
    {
        lock (_lock)
        {
            Forget();
            if (_keyIds.Count < capacity && _keyIds.Add(keyId)) _inOrder.Enqueue((keyId, time.GetTimestamp()));
        }
    }

    private void Forget()
    {
        while (_inOrder.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= duration) _keyIds.Remove(_inOrder.Dequeue().KeyId);
    }
}
