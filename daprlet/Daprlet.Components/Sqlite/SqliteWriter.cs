using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Daprlet.Components.Sqlite;

/// <summary>
/// Group commit: writes that arrive while a transaction is under way share the next one. One loop writes to one file, so that writers of
/// the same process never wait for each other's locks; other processes are waited for.
/// </summary>
public sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxBatch = 1024;
    private const int MaxQueued = 64 * 1024;
    private const string Begin = "BEGIN IMMEDIATE";
    private const string End = "COMMIT";
    private const string Undo = "ROLLBACK";

    private readonly BlockingCollection<IWrite> _queue = new(MaxQueued);
    private readonly SqliteSession _session;
    private readonly Task _loop;

    /// <param name="session">The connection to write with; it belongs to the writer from now on.</param>
    public SqliteWriter(SqliteSession session)
    {
        _session = session;
        _loop = Task.Factory.StartNew(WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>
    /// Runs <paramref name="write"/> inside a transaction and completes when that is committed. A write that throws takes nothing else with
    /// it: the others of its transaction are run again, so a write must have no effect outside the database.
    /// </summary>
    /// <exception cref="InvalidOperationException">The writer is disposed.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> write)
    {
        var queued = new Write<T>(write);
        _queue.Add(queued);
        return queued.Done;
    }

    /// <summary>Commits what is queued, then closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _loop;
        _queue.Dispose();
        _session.Dispose();
    }

    private void WriteAll()
    {
        var batch = new List<IWrite>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < MaxBatch && _queue.TryTake(out var next))
                batch.Add(next);
            Commit(batch);
        }
    }

    private void Commit(List<IWrite> batch)
    {
        try
        {
            _session.Statement(Begin).Execute();
        }
        catch (SqliteException e)
        {
            batch.ForEach(write => write.Fail(e)); // another process holds the file: none of them would fare better alone
            return;
        }
        try
        {
            foreach (var write in batch)
                write.Run(_session);
            _session.Statement(End).Execute();
        }
        catch (Exception e)
        {
            RollBack();
            if (batch.Count == 1)
                batch[0].Fail(e);
            else
                batch.ForEach(write => Commit([write]));
            return;
        }
        batch.ForEach(write => write.Complete());
    }

    private void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_session.Connection.Handle) == 0)
            _session.Statement(Undo).Execute();
    }

    private interface IWrite
    {
        void Run(SqliteSession session);

        void Complete();

        void Fail(Exception exception);
    }

    private sealed class Write<T>(Func<SqliteSession, T> run) : IWrite
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Done => _done.Task;

        public void Run(SqliteSession session) => _result = run(session);

        public void Complete() => _done.SetResult(_result);

        public void Fail(Exception exception) => _done.SetException(exception);
    }
}
