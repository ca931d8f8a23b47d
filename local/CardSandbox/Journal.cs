using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;

namespace DaprShop.CardSandbox;

/// <summary>
/// What the processor must not forget, whatever kills it: payments by reference and answers by idempotency key, in a SQLite
/// file. What <see cref="Write{T}"/> did stands when it returns, or none of it.
/// </summary>
internal sealed class Journal : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    private Journal(SqliteConnection connection) => _connection = connection;

    public static Journal Open(string file)
    {
        SQLitePCL.Batteries_V2.Init();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        CreateForOwnerOnly(file);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        var journal = new Journal(connection);
        // WAL survives the end of the process; what only a power failure could lose, a sandbox may lose.
        journal.Command("""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            CREATE TABLE IF NOT EXISTS payments (reference TEXT PRIMARY KEY, payment TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS failures (key TEXT PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID;
            """).ExecuteNonQuery();
        return journal;
    }

    public CardPayment? FindPayment(string reference)
    {
        lock (_lock) return Read<CardPayment>("SELECT payment FROM payments WHERE reference = $key", reference);
    }

    /// <summary>Does what is given as one whole, after all that came before.</summary>
    public T Write<T>(Func<Transaction, T> write)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            var result = write(new Transaction(this));
            transaction.Commit();
            return result;
        }
    }

    public void Dispose() => _connection.Dispose();

    // What SQLite puts beside a database gets its rights.
    private static void CreateForOwnerOnly(string file)
    {
        if (File.Exists(file)) return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(file, options).Dispose();
    }

    private T? Read<T>(string sql, string key) where T : class
    {
        using var command = Command(sql, ("$key", key));
        return command.ExecuteScalar() is string json ? JsonSerializer.Deserialize<T>(json, Json) : null;
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }

    /// <summary>What can be done within <see cref="Write{T}"/>.</summary>
    public readonly struct Transaction(Journal journal)
    {
        public CardPayment? FindPayment(string reference) =>
            journal.Read<CardPayment>("SELECT payment FROM payments WHERE reference = $key", reference);

        public Answer? FindAnswer(string key) => journal.Read<Answer>("SELECT answer FROM answers WHERE key = $key", key);

        /// <summary>Notes that a key gets no answer, and counts how often.</summary>
        public long CountFailure(string key)
        {
            using var command = journal.Command(
                "INSERT INTO failures VALUES ($key, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times", ("$key", key));
            return (long)command.ExecuteScalar()!;
        }

        public void Save(string key, Answer answer, CardPayment payment)
        {
            Put("INSERT INTO payments VALUES ($key, $value) ON CONFLICT DO UPDATE SET payment = $value", payment.Reference, payment);
            Put("INSERT INTO answers VALUES ($key, $value)", key, answer);
        }

        private void Put<T>(string sql, string key, T value)
        {
            using var command = journal.Command(sql, ("$key", key), ("$value", JsonSerializer.Serialize(value, Json)));
            command.ExecuteNonQuery();
        }
    }
}
