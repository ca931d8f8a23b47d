using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Daprlet.Components.Sqlite;

namespace Daprlet.Components.State.Sqlite;

/// <summary>
/// Reads and writes the rows of one table, in whatever transaction its caller has opened. Moments are texts in UTC with whole seconds,
/// as SQLite's CURRENT_TIMESTAMP writes them and daprd compares them.
/// </summary>
internal sealed class SqliteStateTable(string table, string metadataTable, TimeProvider time)
{
    private const string Moment = "yyyy-MM-dd HH:mm:ss";
    private const int MomentLength = 19;
    private const string Live = "(expiration_time IS NULL OR expiration_time > ?6)";

    private readonly string _get = $"SELECT value, is_binary, etag, expiration_time FROM {table} WHERE key = ?1 AND (expiration_time IS NULL OR expiration_time > ?2)";

    private readonly string _upsert = $"{Insert(table)} ON CONFLICT (key) DO UPDATE SET {Assignments}";

    private readonly string _insertOnly = $"{Insert(table)} ON CONFLICT (key) DO UPDATE SET {Assignments} WHERE expiration_time <= ?6";

    private readonly string _update = $"UPDATE {table} SET value = ?2, is_binary = ?3, etag = ?4, expiration_time = ?5, update_time = ?6 WHERE key = ?1 AND etag = ?7 AND {Live}";

    private readonly string _delete = $"DELETE FROM {table} WHERE key = ?1";

    private readonly string _deleteVersion = $"DELETE FROM {table} WHERE key = ?1 AND etag = ?2";

    private readonly string _deleteExpired = $"DELETE FROM {table} WHERE expiration_time IS NOT NULL AND expiration_time < ?1";

    private readonly string _claimCleanup = $"""
        INSERT INTO {metadataTable} (key, value) VALUES ('last-cleanup', ?1)
        ON CONFLICT (key) DO UPDATE SET value = ?1 WHERE (strftime('%s', ?1) - strftime('%s', value)) * 1000 > ?2
        """;

    private const string Assignments = "value = ?2, is_binary = ?3, etag = ?4, expiration_time = ?5, update_time = ?6";

    /// <summary>The row of a key unless it has expired.</summary>
    public StateEntry? Get(SqliteSession session, string key)
    {
        Span<byte> now = stackalloc byte[MomentLength];
        WriteMoment(time.GetUtcNow(), now);
        return session.Statement(_get).Bind(1, key).Bind(2, now).Read(row => row.Step() ? Entry(row) : null);
    }

    /// <summary>Executes one operation with one statement; a fault means that nothing has changed.</summary>
    public StateFault? Execute(SqliteSession session, StateOperation operation) => operation switch
    {
        { Key.Length: 0 } => StateFault.Refused(operation is StateUpsert ? "missing key in set option" : "missing key in delete operation"),
        StateUpsert upsert => Upsert(session, upsert),
        _ => Delete(session, operation),
    };

    /// <summary>Removes what has expired, unless somebody has done so within the interval.</summary>
    /// <returns>How many rows.</returns>
    public int RemoveExpired(SqliteSession session, TimeSpan interval)
    {
        const int Slack = 100; // milliseconds, so that the next tick of a timer is never too early
        Span<byte> now = stackalloc byte[MomentLength];
        WriteMoment(time.GetUtcNow(), now);
        var claimed = session.Statement(_claimCleanup).Bind(1, now).Bind(2, (long)interval.TotalMilliseconds - Slack).Execute();
        return claimed == 0 ? 0 : session.Statement(_deleteExpired).Bind(1, now).Execute();
    }

    private StateFault? Upsert(SqliteSession session, StateUpsert upsert)
    {
        if (SecondsToLive(upsert, out var fault) is not { } seconds)
            return fault;
        var hasETag = upsert.ETag.Length > 0;
        var statement = session.Statement(hasETag ? _update : upsert.Options.IsFirstWrite ? _insertOnly : _upsert);
        statement.Bind(1, upsert.Key).Bind(3, upsert.IsBinary ? 1 : 0);
        BindValue(statement, upsert);
        BindMoments(statement, seconds);
        Span<byte> etag = stackalloc byte[36];
        Guid.NewGuid().TryFormat(etag, out _);
        statement.Bind(4, etag);
        if (hasETag)
            statement.Bind(7, upsert.ETag);
        return statement.Execute() == 0 ? StateFault.Mismatch() : null;
    }

    private StateFault? Delete(SqliteSession session, StateOperation deletion)
    {
        if (deletion.ETag.Length > 0)
            return session.Statement(_deleteVersion).Bind(1, deletion.Key).Bind(2, deletion.ETag).Execute() == 0 ? StateFault.Mismatch() : null;
        session.Statement(_delete).Bind(1, deletion.Key).Execute();
        return null;
    }

    /// <summary>Zero when the value does not expire; null with a fault.</summary>
    private static long? SecondsToLive(StateUpsert upsert, out StateFault? fault)
    {
        var seconds = TimeToLive.Read(upsert.Metadata, out fault) ?? 0;
        if (fault is null && seconds is < -1 or > int.MaxValue)
            fault = StateFault.Refused("must be -1 or greater");
        if (fault is null)
            return Math.Max(0, seconds);
        fault = fault with { Message = $"error parsing TTL: incorrect value for metadata '{TimeToLive.MetadataName}': {fault.Message}" };
        return null;
    }

    /// <summary>Bytes are kept as base64 text, as Dapr keeps them.</summary>
    private static void BindValue(SqliteStatement statement, StateUpsert upsert)
    {
        if (!upsert.IsBinary)
        {
            statement.Bind(2, upsert.Value.Span);
            return;
        }
        var text = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(upsert.Value.Length));
        Base64.EncodeToUtf8(upsert.Value.Span, text, out _, out var length);
        statement.Bind(2, text.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(text);
    }

    private void BindMoments(SqliteStatement statement, long secondsToLive)
    {
        Span<byte> moment = stackalloc byte[MomentLength];
        var now = time.GetUtcNow();
        WriteMoment(now, moment);
        statement.Bind(6, moment);
        if (secondsToLive <= 0)
            return;
        WriteMoment(TimeToLive.After(now, secondsToLive), moment);
        statement.Bind(5, moment);
    }

    private static void WriteMoment(DateTimeOffset moment, Span<byte> utf8) =>
        moment.UtcDateTime.TryFormat(utf8, out _, Moment, CultureInfo.InvariantCulture);

    private static StateEntry Entry(SqliteStatement row)
    {
        var expires = row.IsNull(3) ? (DateTimeOffset?)null
            : DateTimeOffset.Parse(row.Text(3), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var value = row.Number(1) == 0 ? row.Utf8(0).ToArray() : Convert.FromBase64String(Encoding.ASCII.GetString(row.Utf8(0)));
        return new StateEntry(value, row.Text(2), expires);
    }

    private static string Insert(string table) =>
        $"INSERT INTO {table} (key, value, is_binary, etag, expiration_time, update_time) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
}
