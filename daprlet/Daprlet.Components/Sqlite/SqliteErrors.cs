using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Daprlet.Components.Sqlite;

/// <summary>SQLite's errors in the words that daprd's driver has for them.</summary>
internal static class SqliteErrors
{
    public static SqliteException From(sqlite3 database, int code)
    {
        var primary = code & 0xff;
        var general = raw.sqlite3_errstr(primary).utf8_to_string();
        var specific = raw.sqlite3_errmsg(database).utf8_to_string();
        var text = general == specific ? general : $"{general}: {specific}";
        return new SqliteException($"{text} ({primary}){(primary == raw.SQLITE_BUSY ? " (SQLITE_BUSY)" : "")}", primary, code);
    }
}
