using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace DaprShop.Benchmarks;

/// <summary>What SQLite itself can do: the same rows, the same durability, and writers that wait for the next transaction together, with nothing else around.</summary>
internal static class RawSqlite
{
    private const int MaxBatch = 1024;

    /// <summary>Saves a second.</summary>
    public static async Task<double> MeasureAsync(string file, int writers, TimeSpan duration)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "CREATE TABLE IF NOT EXISTS state (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, is_binary BOOLEAN NOT NULL, etag TEXT NOT NULL, expiration_time TIMESTAMP, update_time TIMESTAMP)");
        var queue = Channel.CreateUnbounded<Save>(new UnboundedChannelOptions { SingleReader = true });
        var writing = Task.Factory.StartNew(() => Write(connection, queue.Reader), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => SaveAsync(queue.Writer, writer, start, duration)));
        queue.Writer.Complete();
        await writing;
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<long> SaveAsync(ChannelWriter<Save> queue, int writer, long start, TimeSpan duration)
    {
        long count = 0;
        for (; Stopwatch.GetElapsedTime(start) < duration; count++)
        {
            var save = new Save($"caller||{writer}", Workloads.Value);
            await queue.WriteAsync(save);
            await save.Done.Task;
        }
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
