using Microsoft.Data.Sqlite;

namespace Daprlet.Components.Sqlite;

/// <summary>A connection and its prepared statements, whose parameters are <c>$1</c>, <c>$2</c>, and so on. For one thread at a time.</summary>
public sealed class SqliteSession : IDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<object, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);

    /// <param name="connectionString">As Microsoft.Data.Sqlite takes it.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public SqliteSession(string connectionString)
    {
        Connection = new SqliteConnection(connectionString);
        Connection.Open();
        // Waiting for another process is left to SQLite: its own steps are a few milliseconds, those of the library 150.
        Execute($"PRAGMA busy_timeout = {BusyTimeout.TotalMilliseconds}");
    }

    public SqliteConnection Connection { get; }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>The first column of the first row; null when there is no row or the value is NULL.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>All rows.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using var reader = Prepare(sql, values).ExecuteReader();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>The prepared statement for a text, made at its first use and kept. Texts are told apart by reference: hold on to them.</summary>
    /// <exception cref="SqliteException">The text is not SQL that this database understands.</exception>
    public SqliteStatement Statement(string sql) =>
        _statements.TryGetValue(sql, out var known) ? known : _statements[sql] = new SqliteStatement(Connection.Handle!, sql);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        foreach (var command in _prepared.Values)
            command.Dispose();
        Connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
            _prepared[sql] = command = Create(sql, values.Length);
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    private SqliteCommand Create(string sql, int parameters)
    {
        var command = Connection.CreateCommand();
#pragma warning disable CA2100 // the text comes from this program; values are parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter($"${i}", DBNull.Value));
        return command;
    }
}
