using System.Collections.Concurrent;

namespace Daprlet.Components.Sqlite;

/// <summary>Connections to read a file with, as many as there are readers at once. With a write-ahead log they wait for nobody.</summary>
internal sealed class SqliteReaders(SqliteLocation location) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _closed;

    /// <summary>Reads on the caller's thread.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">SQLite failed.</exception>
    public T Read<TArgument, T>(TArgument argument, Func<SqliteSession, TArgument, T> read)
    {
        if (!_idle.TryTake(out var session))
            session = SqliteFile.Open(location);
        try
        {
            return read(session, argument);
        }
        finally
        {
            _idle.Add(session);
            if (_closed)
                Dispose();
        }
    }

    /// <summary>Closes the connections that nobody uses, the others when they come back.</summary>
    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
            session.Dispose();
    }
}
