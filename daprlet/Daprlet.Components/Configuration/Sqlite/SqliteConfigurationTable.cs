using System.Text.Json;
using Daprlet.Components.Sqlite;
using Microsoft.Data.Sqlite;

namespace Daprlet.Components.Configuration.Sqlite;

/// <summary>The table of <c>configuration.sqlite</c>, which any tool may write: docs/daprlet.md describes it.</summary>
internal static class SqliteConfigurationTable
{
    private const string Columns = "SELECT key, value, version, metadata FROM configuration";

    /// <exception cref="SqliteException">There is a table of that name with other columns, or the file cannot be written.</exception>
    public static void Create(SqliteSession session)
    {
        session.Execute("""
            CREATE TABLE IF NOT EXISTS configuration (
              key TEXT NOT NULL PRIMARY KEY,
              value TEXT NOT NULL,
              version TEXT NOT NULL DEFAULT '',
              metadata TEXT CHECK (json_type(metadata) = 'object')
            )
            """);
        session.Scalar($"{Columns} LIMIT 0");
    }

    public static Dictionary<string, StoredSetting> Read(SqliteSession session) => session.Query(Columns, Row).ToDictionary();

    /// <summary>Those of the keys that are there, all of the same moment.</summary>
    public static Dictionary<string, StoredSetting> Read(SqliteSession session, IReadOnlyList<string> keys) =>
        session.Query($"{Columns} WHERE key IN (SELECT value FROM json_each($1))", Row, JsonSerializer.Serialize(keys)).ToDictionary();

    /// <returns>The version that the setting has now.</returns>
    public static string Set(SqliteSession session, string key, string value, string? version, string? metadata)
    {
        var next = version ?? ConfigurationVersion.After(session.Scalar("SELECT version FROM configuration WHERE key = $1", key) as string);
        session.Execute("""
            INSERT INTO configuration (key, value, version, metadata) VALUES ($1, $2, $3, $4)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = excluded.version, metadata = excluded.metadata
            """, key, value, next, metadata);
        return next;
    }

    public static bool Remove(SqliteSession session, string key) => session.Execute("DELETE FROM configuration WHERE key = $1", key) > 0;

    private static KeyValuePair<string, StoredSetting> Row(SqliteDataReader row) =>
        new(row.GetString(0), new StoredSetting(row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)));
}
