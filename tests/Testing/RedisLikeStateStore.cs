using System.Globalization;
using Daprlet.Components;
using Daprlet.Components.State;

namespace DaprShop.Testing;

/// <summary>
/// A state store with the manners of Dapr's <c>state.redis</c> in which it differs from others, as recorded: versions that
/// start again when a key is deleted, an ETag that passes for a key that is not there, a refused create-if-absent that is a
/// plain error and not a conflict, first-write that is passed over where the key was not written so, and in transactions
/// always, and transactions without a rollback. What is read in bulk comes in any order, as Dapr allows. One instance can stand behind several sidecars, as a server would.
/// </summary>
public sealed class RedisLikeStateStore : IStateStore
{
    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Random _order = new(20260101);
    private TimeProvider _time = TimeProvider.System;

    /// <summary>The component type under which <see cref="AddTo"/> adds the store.</summary>
    public const string Type = "state.redis-like";

    /// <inheritdoc />
    public IReadOnlyList<string> Features => ["ETAG", "TRANSACTIONAL", "TTL"];

    /// <summary>What happens before a key is read; a test sets it to count.</summary>
    public Action<string> BeforeRead { get; set; } = _ => { };

    /// <summary>Whether a read of several keys, which is no snapshot, misses one that was written a moment ago.</summary>
    public Func<string, bool> IsMissedInBulk { get; set; } = _ => false;

    /// <summary>What each write, those of a transaction too, runs into first; a test sets it to let one fail.</summary>
    public Func<StateOperation, StateFault?> BeforeWrite { get; set; } = _ => null;

    /// <summary>What happens after each write, or after the last of a transaction; a test sets it to lose the answer.</summary>
    public Action<StateOperation> AfterWrite { get; set; } = _ => { };

    /// <summary>Component types with this store among them.</summary>
    public ComponentTypes AddTo(ComponentTypes types) => types.Add(Type, () => this);

    /// <inheritdoc />
    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _time = context.Time;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        BeforeRead(key);
        lock (_lock) return new(Live(key)?.ToEntry());
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StateItem>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys) BeforeRead(key);
        lock (_lock)
        {
            var items = keys.Select(key => new StateItem(key, IsMissedInBulk(key) ? null : Live(key)?.ToEntry())).ToArray();
            _order.Shuffle(items);
            return new(items);
        }
    }

    /// <inheritdoc />
    public ValueTask<StateFault?> ExecuteAsync(StateOperation operation)
    {
        if (BeforeWrite(operation) is { } refused) return new(refused);
        StateFault? fault;
        lock (_lock) fault = Write(operation, operation.Options.IsFirstWrite);
        if (fault is null) AfterWrite(operation);
        return new(fault);
    }

    /// <inheritdoc />
    public ValueTask<StateFault?> TransactAsync(IReadOnlyList<StateOperation> operations)
    {
        var refused = operations.Select(BeforeWrite).ToList();
        List<StateFault?> faults;
        lock (_lock) faults = [.. operations.Zip(refused, (operation, fault) => fault ?? Write(operation, isFirstWrite: false))];
        foreach (var (operation, _) in operations.Zip(faults).Where(one => one.Second is null)) AfterWrite(operation);
        return new(faults.OfType<StateFault>().FirstOrDefault());
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private StateFault? Write(StateOperation operation, bool isFirstWrite)
    {
        var row = Live(operation.Key);
        if (operation is not StateUpsert upsert)
        {
            if (row is not null && operation.ETag is not ("" or "0") && operation.ETag != row.ETag) return StateFault.Mismatch();
            _rows.Remove(operation.Key);
            return null;
        }

        var version = 0L;
        if (operation.ETag.Length > 0 && !long.TryParse(operation.ETag, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out version))
            return StateFault.InvalidETag(operation.ETag);
        if (row is not null && version != row.Version && !(version == 0 && !row.IsFirstWrite))
            return operation.ETag.Length > 0 ? StateFault.Mismatch() : StateFault.Refused($"failed to set key {operation.Key}");
        _rows[operation.Key] = new(
            upsert.Value.ToArray(), (row?.Version ?? 0) + 1, isFirstWrite || row?.IsFirstWrite == true, Expires(upsert, row));
        return null;
    }

    private DateTimeOffset? Expires(StateUpsert upsert, Row? row) => TimeToLive.Read(upsert.Metadata, out _) switch
    {
        null => row?.Expires,
        <= 0 => null,
        { } seconds => TimeToLive.After(_time.GetUtcNow(), seconds),
    };

    private Row? Live(string key) =>
        _rows.TryGetValue(key, out var row) && !(row.Expires < _time.GetUtcNow()) ? row : null;

    private sealed record Row(byte[] Value, long Version, bool IsFirstWrite, DateTimeOffset? Expires)
    {
        public string ETag => Version.ToString(CultureInfo.InvariantCulture);

        public StateEntry ToEntry() => new(Value, ETag, Expires);
    }
}
