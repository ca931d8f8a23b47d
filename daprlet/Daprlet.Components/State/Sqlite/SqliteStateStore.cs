using Daprlet.Components.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Daprlet.Components.State.Sqlite;

/// <summary>
/// <c>state.sqlite</c>: state in a file, in Dapr's tables. Whatever the sidecars of this process write at the same time shares a
/// transaction, and is answered when it is on disk.
/// </summary>
public sealed partial class SqliteStateStore : IStateStore
{
    private const string Savepoint = "SAVEPOINT operations";
    private const string RollBack = "ROLLBACK TO operations";
    private const string Release = "RELEASE operations";

    private SqliteStateTable _table = null!;
    private Shared<SqliteWriter>.Lease? _writer;
    private SqliteReaders? _readers;
    private ITimer? _cleanup;
    private ILogger _logger = null!;

    public IReadOnlyList<string> Features => ["ETAG", "TRANSACTIONAL", "TTL", "KEYS_LIKE"];

    public async Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var options = SqliteStateOptions.From(context);
        _logger = context.Logging.CreateLogger("dapr.contrib");
        _table = new SqliteStateTable(options.Table, options.MetadataTable, context.Time);
        try
        {
            _writer = SqliteFile.Writer(options.Location);
            _readers = options.Location.IsInMemory ? null : new SqliteReaders(options.Location);
            if (!options.Location.IsReadOnly && await _writer.Value.WriteAsync(session => SqliteStateSchema.Migrate(session, options.Table, options.MetadataTable)))
                LogCreated(_logger, options.Table);
        }
        catch (SqliteException e)
        {
            throw new ComponentException($"failed to ping: {e.Message}", e);
        }
        if (options.CleanupInterval > TimeSpan.Zero)
            _cleanup = context.Time.CreateTimer(_ => CleanUp(options.CleanupInterval), null, options.CleanupInterval, options.CleanupInterval);
    }

    public ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken) => key.Length == 0
        ? throw new StateStoreException("missing key in get operation")
        : ReadAsync(key, (session, wanted) => _table.Get(session, wanted));

    /// <summary>Found ones first, in the order of their keys, each once; then those that were not found, as they were asked for.</summary>
    public ValueTask<IReadOnlyList<StateItem>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        keys.Count == 0 ? new([]) : ReadAsync(keys, GetMany);

    public async ValueTask<StateFault?> ExecuteAsync(StateOperation operation)
    {
        try
        {
            return await _writer!.Value.WriteAsync(session => _table.Execute(session, operation));
        }
        catch (SqliteException e)
        {
            throw new StateStoreException(e.Message, e);
        }
    }

    public async ValueTask<StateFault?> TransactAsync(IReadOnlyList<StateOperation> operations)
    {
        if (operations.Count == 1)
            return await ExecuteAsync(operations[0]);
        try
        {
            return await _writer!.Value.WriteAsync(session => ExecuteAll(session, operations));
        }
        catch (SqliteException e)
        {
            throw new StateStoreException(e.Message, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cleanup is not null)
            await _cleanup.DisposeAsync();
        _readers?.Dispose();
        if (_writer is not null)
            await _writer.DisposeAsync();
    }

    /// <summary>The operations are undone together without undoing what others write in the same transaction.</summary>
    private StateFault? ExecuteAll(SqliteSession session, IReadOnlyList<StateOperation> operations)
    {
        session.Statement(Savepoint).Execute();
        StateFault? fault = null;
        for (var i = 0; i < operations.Count && fault is null; i++)
            fault = _table.Execute(session, operations[i]);
        if (fault is not null)
            session.Statement(RollBack).Execute();
        session.Statement(Release).Execute();
        return fault;
    }

    private IReadOnlyList<StateItem> GetMany(SqliteSession session, IReadOnlyList<string> keys)
    {
        var found = new SortedDictionary<string, StateItem>(Utf8Order.Instance);
        var missing = new List<StateItem>();
        session.Statement(Savepoint).Execute(); // one moment for all
        try
        {
            foreach (var key in keys)
            {
                if (found.ContainsKey(key))
                    continue;
                if (_table.Get(session, key) is { } entry)
                    found[key] = new StateItem(key, entry);
                else
                    missing.Add(new StateItem(key, null));
            }
        }
        finally
        {
            session.Statement(Release).Execute();
        }
        return [.. found.Values, .. missing];
    }

    /// <summary>Files are read on the caller's thread; a database in memory has one connection, which is the writer's.</summary>
    private ValueTask<T> ReadAsync<TArgument, T>(TArgument argument, Func<SqliteSession, TArgument, T> read)
    {
        try
        {
            return _readers is not null
                ? new(_readers.Read(argument, read))
                : new(_writer!.Value.WriteAsync(session => read(session, argument)));
        }
        catch (SqliteException e)
        {
            throw new StateStoreException(e.Message, e);
        }
    }

    private void CleanUp(TimeSpan interval) => _ = CleanUpAsync(interval);

    private async Task CleanUpAsync(TimeSpan interval)
    {
        try
        {
            var removed = await _writer!.Value.WriteAsync(session => _table.RemoveExpired(session, interval));
            LogCleaned(_logger, removed);
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException)
        {
            LogNotCleaned(_logger, e.Message); // the next tick tries again
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Created state table '{Table}'")]
    private static partial void LogCreated(ILogger logger, string table);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Removed {Count} expired rows")]
    private static partial void LogCleaned(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Error removing expired data: {Error}")]
    private static partial void LogNotCleaned(ILogger logger, string error);
}
