using System.Globalization;
using System.Text.Json;
using Daprlet.Components.Sqlite;
using Microsoft.Data.Sqlite;

namespace Daprlet.Actors.Placement;

/// <summary>
/// The hosts of actors of one machine, in a database that their processes share: a row a host, with a lease that it renews, and the version of the
/// membership. Every change is one transaction. For one thread at a time; opened at its first use.
/// </summary>
/// <param name="file">The full path.</param>
internal sealed class HostTable(string file, TimeProvider time) : IDisposable
{
    /// <summary>How long a host that gives no sign of life keeps its actors.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    /// <summary>How much later than the host itself the others take the lease for ended: turns under way can be broken off meanwhile.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private const string Columns = "id, namespace, types, acknowledged, address, secret, process, process_started, lease_end";

    private SqliteSession? _session;

    private SqliteSession Session => _session ??= Open();

    /// <summary>Whether another connection has written since the last time this was asked.</summary>
    public bool HasChanged(ref long version)
    {
        var current = Convert.ToInt64(Session.Scalar("PRAGMA data_version"), CultureInfo.InvariantCulture);
        var changed = current != version;
        version = current;
        return changed;
    }

    /// <summary>The version and all hosts, as of one moment.</summary>
    public (long Version, List<HostRow> Hosts) Read() => InTransaction("BEGIN", session => (Version(session), session.Query($"SELECT {Columns} FROM daprlet_actor_hosts ORDER BY id", Row)));

    /// <summary>Adds a host, or gives it other types and acknowledgement, and begins its lease.</summary>
    public void Put(HostRow host) => InTransaction("BEGIN IMMEDIATE", session =>
    {
        session.Execute(
            $"REPLACE INTO daprlet_actor_hosts ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            host.Id, host.Namespace, JsonSerializer.Serialize(host.Types), host.Acknowledged, host.Address, host.Secret, (long)host.ProcessId, host.ProcessStarted, LeaseEnd());
        return Advance(session);
    });

    public void Acknowledge(string id, long version) => Session.Execute("UPDATE daprlet_actor_hosts SET acknowledged = $1 WHERE id = $2", version, id);

    /// <summary>Begins a host's lease anew; false when the host has been removed.</summary>
    public bool Renew(string id) => Session.Execute("UPDATE daprlet_actor_hosts SET lease_end = $1 WHERE id = $2", LeaseEnd(), id) == 1;

    public void Remove(string id) => InTransaction("BEGIN IMMEDIATE", session =>
        session.Execute("DELETE FROM daprlet_actor_hosts WHERE id = $1", id) == 1 ? Advance(session) : 0);

    /// <summary>Removes a host that is dead, unless it has shown itself since the row was read.</summary>
    public void RemoveDead(HostRow host) => InTransaction("BEGIN IMMEDIATE", session =>
        session.Execute("DELETE FROM daprlet_actor_hosts WHERE id = $1 AND lease_end = $2", host.Id, host.LeaseEnd) == 1 ? Advance(session) : 0);

    /// <summary>Whether the lease has ended, or ends later than any lease can, which a clock that was set back leaves behind.</summary>
    public bool IsSilent(HostRow host)
    {
        var now = time.GetUtcNow();
        return host.LeaseEnd < (now - Grace).ToUnixTimeMilliseconds() || host.LeaseEnd > (now + (2 * Lease)).ToUnixTimeMilliseconds();
    }

    public void Dispose() => _session?.Dispose();

    private long LeaseEnd() => (time.GetUtcNow() + Lease).ToUnixTimeMilliseconds();

    private static long Version(SqliteSession session) => Convert.ToInt64(session.Scalar("SELECT version FROM daprlet_actor_membership"), CultureInfo.InvariantCulture);

    private static int Advance(SqliteSession session) => session.Execute("UPDATE daprlet_actor_membership SET version = version + 1");

    private static HostRow Row(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), JsonSerializer.Deserialize<string[]>(row.GetString(2)) ?? [], row.GetInt64(3), row.GetString(4), row.GetString(5), row.GetInt32(6), row.GetInt64(7))
    {
        LeaseEnd = row.GetInt64(8),
    };

    private T InTransaction<T>(string begin, Func<SqliteSession, T> work)
    {
        var session = Session;
        session.Execute(begin);
        try
        {
            var result = work(session);
            session.Execute("COMMIT");
            return result;
        }
        catch
        {
            session.Execute("ROLLBACK");
            throw;
        }
    }

    private SqliteSession Open()
    {
        var session = SqliteFile.Open(file);
        session.Execute("BEGIN IMMEDIATE");
        session.Execute("""
            CREATE TABLE IF NOT EXISTS daprlet_actor_hosts (
                id TEXT NOT NULL PRIMARY KEY, namespace TEXT NOT NULL, types TEXT NOT NULL, acknowledged INTEGER NOT NULL,
                address TEXT NOT NULL, secret TEXT NOT NULL, process INTEGER NOT NULL, process_started INTEGER NOT NULL, lease_end INTEGER NOT NULL)
            """);
        session.Execute("CREATE TABLE IF NOT EXISTS daprlet_actor_membership (one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL)");
        session.Execute("INSERT OR IGNORE INTO daprlet_actor_membership (one, version) VALUES (1, 0)");
        session.Execute("COMMIT");
        return session;
    }
}
