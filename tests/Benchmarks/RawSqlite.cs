using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace DaprShop.Benchmarks;

/// <summary>What SQLite itself can do: the same rows, the same durability, and writers that wait for the next transaction together, with nothing else around.</summary>
internal sealed class RawSqlite : IAsyncDisposable
{
    private const int MaxBatch = 1024;

    private readonly SqliteConnection _connection;
    private readonly Channel<Save> _queue = Channel.CreateUnbounded<Save>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;

    public RawSqlite(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        Execute(_connection, "PRAGMA journal_mode = WAL");
        Execute(_connection, "CREATE TABLE IF NOT EXISTS state (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, is_binary BOOLEAN NOT NULL, etag TEXT NOT NULL, expiration_time TIMESTAMP, update_time TIMESTAMP)");
        _writing = Task.Factory.StartNew(() => Write(_connection, _queue.Reader), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Saves a second of this many writers in this process.</summary>
    public static async Task<double> MeasureAsync(string file, int writers, TimeSpan duration)
    {
        await using var sqlite = new RawSqlite(file);
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => sqlite.RepeatAsync(writer, start, duration)));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Completes when the row is committed.</summary>
    public async Task SaveAsync(string key, string value)
    {
        var save = new Save(key, value);
        await _queue.Writer.WriteAsync(save);
        await save.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _writing;
        await _connection.DisposeAsync();
    }

    private async Task<long> RepeatAsync(int writer, long start, TimeSpan duration)
    {
        long count = 0;
        for (; Stopwatch.GetElapsedTime(start) < duration; count++)
            await SaveAsync($"caller||{writer}", Workloads.Value);
        return count;
    }

    private static void Write(SqliteConnection connection, ChannelReader<Save> queue)
    {
        using var upsert = Upsert(connection);
        var batch = new List<Save>();
        while (queue.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Execute(connection, "BEGIN IMMEDIATE");
            for (batch.Clear(); batch.Count < MaxBatch && queue.TryRead(out var save); batch.Add(save))
                Run(upsert, save);
            Execute(connection, "COMMIT");
            batch.ForEach(save => save.Done.SetResult());
        }
    }

    private static SqliteCommand Upsert(SqliteConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO state (key, value, is_binary, etag, update_time) VALUES ($1, $2, 0, $3, CURRENT_TIMESTAMP) ON CONFLICT (key) DO UPDATE SET value = $2, etag = $3, update_time = CURRENT_TIMESTAMP";
        foreach (var name in new[] { "$1", "$2", "$3" })
            command.Parameters.Add(new SqliteParameter(name, SqliteType.Text));
        return command;
    }

    private static void Run(SqliteCommand upsert, Save save)
    {
        upsert.Parameters[0].Value = save.Key;
        upsert.Parameters[1].Value = save.Value;
        upsert.Parameters[2].Value = Guid.NewGuid().ToString();
        upsert.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are constants of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private sealed record Save(string Key, string Value)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
