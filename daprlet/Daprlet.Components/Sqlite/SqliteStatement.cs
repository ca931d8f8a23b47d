using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Daprlet.Components.Sqlite;

/// <summary>
/// A prepared statement, used as SQLite's C interface has it: where a statement runs thousands of times a second, a general database
/// layer costs more than the database. Parameters count from 1, columns from 0. For one thread at a time.
/// </summary>
public sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <exception cref="SqliteException">The text is not SQL that this database understands.</exception>
    internal SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, sql, out _statement));
    }

    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return Bind(parameter, ""); // to SQLite an empty span is NULL
        Check(raw.sqlite3_bind_text(_statement, parameter, utf8));
        return this;
    }

    public SqliteStatement Bind(int parameter, string text)
    {
        Check(raw.sqlite3_bind_text(_statement, parameter, text));
        return this;
    }

    /// <summary>Binds a text, or NULL.</summary>
    public SqliteStatement BindOrNull(int parameter, string? text) => text is null ? this : Bind(parameter, text);

    public SqliteStatement BindBlob(int parameter, ReadOnlySpan<byte> bytes)
    {
        Check(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, parameter, 0) : raw.sqlite3_bind_blob(_statement, parameter, bytes));
        return this;
    }

    public SqliteStatement Bind(int parameter, long number)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, number));
        return this;
    }

    /// <summary>Moves to the next row; false when there is none. <see cref="Reset"/> ends the reading.</summary>
    /// <exception cref="SqliteException">The statement failed, and has undone what it did.</exception>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        Check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Executes the statement, makes it ready for the next time, and answers how many rows it changed.</summary>
    /// <exception cref="SqliteException">The statement failed, and has undone what it did.</exception>
    public int Execute()
    {
        try
        {
            while (Step())
            {
            }
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Reads rows, and makes the statement ready for the next time.</summary>
    /// <exception cref="SqliteException">The statement failed, and has undone what it did.</exception>
    public T Read<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            return read(this);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Ends the reading of rows; every parameter is NULL again.</summary>
    public void Reset()
    {
        raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>A text in UTF-8; valid until the next step.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Bytes; valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw SqliteErrors.From(_database, code);
    }
}
