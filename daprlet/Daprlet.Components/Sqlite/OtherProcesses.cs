namespace Daprlet.Components.Sqlite;

/// <summary>Notices what other processes write to a file.</summary>
internal static class OtherProcesses
{
    /// <summary>Calls when the file has changed, until it is cancelled. Looking costs a few microseconds: SQLite counts the changes.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The file cannot be opened.</exception>
    public static async Task WatchAsync(string file, TimeSpan interval, Action changed, CancellationToken cancellationToken)
    {
        using var session = SqliteFile.Open(file);
        using var timer = new PeriodicTimer(interval);
        var seen = Version(session);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var version = Version(session);
                if (version != seen)
                    changed();
                seen = version;
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever watches has stopped.
        }
    }

    private static long Version(SqliteSession session) => (long)session.Scalar("PRAGMA data_version")!;
}
