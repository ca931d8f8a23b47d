using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace DaprShop.Benchmarks;

/// <summary>
/// What SQLite itself can do for a broker: a row for each message and one for its delivery, read and marked as held, then both deleted, with the
/// same durability and with everything that waits for a commit in one transaction. No HTTP, nothing else around.
/// </summary>
internal sealed class RawMessages : IDisposable
{
    private const int MaxBatch = 1024;
    private const int MaxHeld = 64;

    private static readonly string[] Preparation =
    [
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = NORMAL",
        "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY AUTOINCREMENT, data BLOB NOT NULL)",
        "CREATE TABLE IF NOT EXISTS deliveries (message INTEGER PRIMARY KEY, due INTEGER NOT NULL)",
        "CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due, message)",
    ];

    private readonly SqliteConnection _connection;
    private readonly Channel<TaskCompletionSource> _publishes = Channel.CreateUnbounded<TaskCompletionSource>(new UnboundedChannelOptions { SingleReader = true });
    private readonly byte[] _message = Encoding.UTF8.GetBytes(Workloads.Value);

    private RawMessages(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        foreach (var sql in Preparation)
        {
            using var command = Command(sql);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Messages a second that this many publishers write and one loop reads and is done with.</summary>
    public static async Task<double> MeasureAsync(string file, int publishers, TimeSpan duration)
    {
        using var raw = new RawMessages(file);
        var start = Stopwatch.GetTimestamp();
        var publishing = Task.WhenAll(Enumerable.Range(0, publishers).Select(_ => raw.PublishAllAsync(start, duration)));
        var done = await Task.Factory.StartNew(() => raw.Write(publishing), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _connection.Dispose();

    private async Task PublishAllAsync(long start, TimeSpan duration)
    {
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _publishes.Writer.WriteAsync(committed);
            await committed.Task;
        }
    }

    /// <summary>One transaction after the other: messages that have come, those that were held and are done with, the next ones to hold.</summary>
    private long Write(Task publishing)
    {
        using var begin = Command("BEGIN IMMEDIATE");
        using var commit = Command("COMMIT");
        using var insert = Command("INSERT INTO messages (data) VALUES ($1)", _message);
        using var deliver = Command("INSERT INTO deliveries (message, due) VALUES (last_insert_rowid(), $1)", 0L);
        using var due = Command("SELECT d.message, m.data FROM deliveries d JOIN messages m ON m.id = d.message WHERE d.due <= $1 ORDER BY d.due, d.message LIMIT $2", 0L, MaxHeld);
        using var hold = Command("UPDATE deliveries SET due = $2 WHERE message = $1", 0L, long.MaxValue);
        using var settle = Command("DELETE FROM deliveries WHERE message = $1", 0L);
        using var delete = Command("DELETE FROM messages WHERE id = $1", 0L);
        var committed = new List<TaskCompletionSource>();
        var held = new List<long>();
        long done = 0;
        while (!publishing.IsCompleted || held.Count > 0)
        {
            begin.ExecuteNonQuery();
            for (; committed.Count < MaxBatch && _publishes.Reader.TryRead(out var publish); committed.Add(publish))
            {
                insert.ExecuteNonQuery();
                deliver.ExecuteNonQuery();
            }
            held.ForEach(message => Run(settle, message));
            held.ForEach(message => Run(delete, message));
            done += held.Count;
            held = Read(due);
            held.ForEach(message => Run(hold, message));
            commit.ExecuteNonQuery();
            committed.ForEach(publish => publish.SetResult());
            committed.Clear();
        }
        return done;
    }

    private static List<long> Read(SqliteCommand due)
    {
        var held = new List<long>();
        using var rows = due.ExecuteReader();
        while (rows.Read())
        {
            rows.GetFieldValue<byte[]>(1);
            held.Add(rows.GetInt64(0));
        }
        return held;
    }

    private static void Run(SqliteCommand command, long message)
    {
        command.Parameters[0].Value = message;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // the texts are constants of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        return command;
    }
}
