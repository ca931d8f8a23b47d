namespace Daprlet.Resiliency;

/// <summary>The breakers of one target by key; of too many, the one that was not asked for the longest is forgotten.</summary>
/// <param name="capacity">1 or more.</param>
internal sealed class BreakerCache(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, CircuitBreaker Breaker)>> _nodes = [];
    private readonly LinkedList<(string Key, CircuitBreaker Breaker)> _byUse = [];

    public CircuitBreaker GetOrAdd(string key, Func<string, CircuitBreaker> create)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node))
                _byUse.Remove(node);
            else
                node = Add(key, create(key));
            _byUse.AddFirst(node);
            return node.Value.Breaker;
        }
    }

    private LinkedListNode<(string Key, CircuitBreaker Breaker)> Add(string key, CircuitBreaker breaker)
    {
        if (_nodes.Count >= capacity)
        {
            _nodes.Remove(_byUse.Last!.Value.Key);
            _byUse.RemoveLast();
        }
        return _nodes[key] = new LinkedListNode<(string, CircuitBreaker)>((key, breaker));
    }
}
