using System.Globalization;
using Daprlet.Components.Sqlite;

namespace Daprlet.Components.State.Sqlite;

/// <summary>Dapr's tables for state in SQLite, and the level that they are at, so that daprd and daprlet can share a file.</summary>
internal static class SqliteStateSchema
{
    /// <summary>Brings the tables to the level that this code knows; a later level, made by a later Dapr, is left alone.</summary>
    /// <exception cref="ComponentException">The level is unreadable.</exception>
    public static bool Migrate(SqliteSession session, string table, string metadataTable)
    {
        session.Execute($"CREATE TABLE IF NOT EXISTS {metadataTable} (key text NOT NULL PRIMARY KEY, value text NOT NULL)");
        var level = session.Scalar($"SELECT value FROM {metadataTable} WHERE key = 'migrations'") as string ?? "0";
        if (!int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var done))
            throw new ComponentException($"failed to perform migrations: invalid migration level found in metadata table: {level}");
        if (done >= 1)
            return false;
        session.Execute($"""
            CREATE TABLE IF NOT EXISTS {table} (
              key TEXT NOT NULL PRIMARY KEY,
              value TEXT NOT NULL,
              is_binary BOOLEAN NOT NULL,
              etag TEXT NOT NULL,
              expiration_time TIMESTAMP DEFAULT NULL,
              update_time TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
            )
            """);
        session.Execute($"REPLACE INTO {metadataTable} (key, value) VALUES ('migrations', '1')");
        return true;
    }
}
