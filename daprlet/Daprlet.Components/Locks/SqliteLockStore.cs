using Daprlet.Components.Sqlite;
using Microsoft.Data.Sqlite;

namespace Daprlet.Components.Locks;

/// <summary>
/// <c>lock.sqlite</c>: locks in a file, for all sidecars of a machine that name it, in whatever process. A lock survives the death of processes until it
/// expires. Dapr has no such component.
/// </summary>
internal sealed class SqliteLockStore : ILockStore
{
    private const string CreateTable = """
        CREATE TABLE IF NOT EXISTS locks (
          key TEXT NOT NULL PRIMARY KEY,
          owner TEXT NOT NULL,
          expires INTEGER NOT NULL -- milliseconds since 1970
        ) WITHOUT ROWID
        """;

    private const string CreateIndex = "CREATE INDEX IF NOT EXISTS locks_expires ON locks (expires)";
    private const string RemoveExpired = "DELETE FROM locks WHERE expires <= $1";
    private const string Insert = "INSERT INTO locks (key, owner, expires) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING";
    private const string Delete = "DELETE FROM locks WHERE key = $1 AND owner = $2";
    private const string Find = "SELECT 1 FROM locks WHERE key = $1";

    private TimeProvider _time = TimeProvider.System;
    private Shared<SqliteWriter>.Lease? _writer;

    public async Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var file = context.Metadata.Get("connectionString") ?? throw new ComponentException("missing connection string");
        _time = context.Time;
        try
        {
            _writer = SqliteFile.Writer(Path.Combine(context.WorkingDirectory, file));
            await _writer.Value.WriteAsync(session => session.Execute(CreateTable) + session.Execute(CreateIndex));
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"{file}: {e.Message}", e);
        }
    }

    public Task<bool> TryLockAsync(string key, string owner, TimeSpan expiry, CancellationToken cancellationToken) => WriteAsync(session =>
    {
        var now = ForgetExpired(session);
        return session.Statement(Insert).Bind(1, key).Bind(2, owner).Bind(3, now + (long)expiry.TotalMilliseconds).Execute() == 1;
    });

    public Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken cancellationToken) => WriteAsync(session =>
    {
        ForgetExpired(session);
        if (session.Statement(Delete).Bind(1, key).Bind(2, owner).Execute() == 1)
            return UnlockStatus.Success;
        return session.Statement(Find).Bind(1, key).Read(found => found.Step()) ? UnlockStatus.LockBelongsToOthers : UnlockStatus.LockDoesNotExist;
    });

    public ValueTask DisposeAsync() => _writer?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Also reads the clock: only inside the transaction does time not pass any more before what is decided counts.</summary>
    private long ForgetExpired(SqliteSession session)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        session.Statement(RemoveExpired).Bind(1, now).Execute();
        return now;
    }

    private async Task<T> WriteAsync<T>(Func<SqliteSession, T> write)
    {
        try
        {
            return await _writer!.Value.WriteAsync(write);
        }
        catch (SqliteException e)
        {
            throw new LockStoreException(e.Message, e);
        }
    }
}
