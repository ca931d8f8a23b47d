namespace Daprlet.Components.State;

/// <summary><c>state.in-memory</c>: lives and dies with its sidecar.</summary>
public sealed class InMemoryStateStore : IStateStore
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, StateEntry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private TimeProvider _time = TimeProvider.System;
    private ITimer? _sweep;

    public IReadOnlyList<string> Features => ["ETAG", "TRANSACTIONAL", "TTL", "DELETE_WITH_PREFIX", "KEYS_LIKE"];

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _time = context.Time;
        _sweep = _time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
        return Task.CompletedTask;
    }

    public ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
            return new(Live(key, now));
    }

    public ValueTask<IReadOnlyList<StateItem>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var items = new StateItem[keys.Count];
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            for (var i = 0; i < items.Length; i++)
                items[i] = new StateItem(keys[i], Live(keys[i], now));
        }
        return new(items);
    }

    public ValueTask<StateFault?> ExecuteAsync(StateOperation operation)
    {
        var change = Prepare(operation, out var fault);
        if (fault is not null)
            return new(fault);
        lock (_lock)
        {
            fault = Check(operation, _time.GetUtcNow());
            if (fault is null)
                Apply(operation.Key, change);
        }
        return new(fault);
    }

    /// <summary>Etags are compared with what stood before the transaction (Dapr: all of them first, then the changes).</summary>
    public ValueTask<StateFault?> TransactAsync(IReadOnlyList<StateOperation> operations)
    {
        var changes = new StateEntry?[operations.Count];
        for (var i = 0; i < changes.Length; i++)
        {
            changes[i] = Prepare(operations[i], out var fault);
            if (fault is not null)
                return new(fault);
        }
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            foreach (var operation in operations)
            {
                if (Check(operation, now) is { } fault)
                    return new(fault);
            }
            for (var i = 0; i < changes.Length; i++)
                Apply(operations[i].Key, changes[i]);
        }
        return new((StateFault?)null);
    }

    public ValueTask DisposeAsync() => _sweep?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>What the operation leaves behind; null for a deletion.</summary>
    private StateEntry? Prepare(StateOperation operation, out StateFault? fault)
    {
        fault = null;
        if (operation is not StateUpsert upsert)
            return null;
        var seconds = TimeToLive.Read(operation.Metadata, out fault, "Atoi");
        DateTimeOffset? expires = seconds > 0 ? TimeToLive.After(_time.GetUtcNow(), seconds.Value) : null;
        return fault is null ? new StateEntry(upsert.Value.ToArray(), Guid.NewGuid().ToString(), expires) : null;
    }

    private StateFault? Check(StateOperation operation, DateTimeOffset now)
    {
        if (operation.ETag.Length == 0)
            return operation.Options.IsFirstWrite && Live(operation.Key, now) is not null ? StateFault.Mismatch("item already exists and no etag was passed") : null;
        if (Live(operation.Key, now) is not { } entry)
            return StateFault.Mismatch($"state not exist or expired for key={operation.Key}");
        return entry.ETag == operation.ETag ? null : StateFault.Mismatch($"state etag not match for key={operation.Key}: current={entry.ETag}, expect={operation.ETag}");
    }

    private void Apply(string key, StateEntry? entry)
    {
        if (entry is null)
            _entries.Remove(key);
        else
            _entries[key] = entry;
    }

    private StateEntry? Live(string key, DateTimeOffset now) =>
        _entries.TryGetValue(key, out var entry) && !(entry.Expires < now) ? entry : null;

    private void Sweep()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            foreach (var (key, entry) in _entries)
            {
                if (entry.Expires < now)
                    _entries.Remove(key);
            }
        }
    }
}
