using Daprlet.Files;
using Microsoft.Data.Sqlite;

namespace Daprlet.Components.Sqlite;

/// <summary>Opens database files the way daprlet uses them: write-ahead log, so that readers and the writer do not wait for each other.</summary>
internal static class SqliteFile
{
    private static readonly Shared<SqliteWriter> Writers = new(file => new SqliteWriter(Open(file)));

    /// <summary>The one writer of a file in this process.</summary>
    /// <param name="file">A full path; its folder is created when it is missing.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static Shared<SqliteWriter>.Lease Writer(string file) => Writers.Rent(Path.GetFullPath(file));

    /// <summary>The one writer of a file in this process whose commits survive a power cut, too; each of them costs a wait for the disk.</summary>
    /// <inheritdoc cref="Writer(string)"/>
    public static Shared<SqliteWriter>.Lease SyncedWriter(string file) => Writers.Rent(Path.GetFullPath(file) + "\nsynced", _ =>
    {
        var session = Open(Path.GetFullPath(file));
        session.Execute("PRAGMA synchronous = FULL");
        return new SqliteWriter(session);
    });

    /// <summary>A connection of its own. A commit survives the death of the process, whatever ends it; a power cut may take the last moments.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteSession Open(string file)
    {
        CreatePrivately(file);
        var session = new SqliteSession(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        session.Scalar("PRAGMA journal_mode = WAL");
        session.Execute("PRAGMA synchronous = NORMAL");
        return session;
    }

    /// <summary>The one writer of a database in this process; a database in memory ends with its last writer.</summary>
    /// <exception cref="SqliteException">The database cannot be opened.</exception>
    public static Shared<SqliteWriter>.Lease Writer(SqliteLocation location) =>
        Writers.Rent(string.Join('\n', [location.Uri, .. location.Pragmas]), _ => new SqliteWriter(Open(location)));

    /// <summary>A connection of its own. A commit survives a power cut, unless the location's pragmas say otherwise.</summary>
    /// <exception cref="SqliteException">The database cannot be opened.</exception>
    public static SqliteSession Open(SqliteLocation location)
    {
        if (location.FileToCreate is { } file && Directory.Exists(Path.GetDirectoryName(file)))
            OwnerOnly.CreateFile(file);
        var session = new SqliteSession(new SqliteConnectionStringBuilder { DataSource = location.Uri, Pooling = false }.ToString());
        try
        {
            session.Scalar($"PRAGMA busy_timeout = {(long)location.BusyTimeout.TotalMilliseconds}");
            foreach (var pragma in location.Pragmas)
                session.Scalar(pragma);
            return session;
        }
        catch (SqliteException)
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Creates an empty file that only its owner may read, unless there is a file already; what SQLite puts beside it gets the same rights.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public static void CreatePrivately(string file)
    {
        OwnerOnly.CreateFolder(Path.GetDirectoryName(file)!);
        OwnerOnly.CreateFile(file);
    }
}
