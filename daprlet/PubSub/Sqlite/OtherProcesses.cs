using Daprlet.Sqlite;

namespace Daprlet.PubSub.Sqlite;

/// <summary>Notices what other processes write to the file.</summary>
internal static class OtherProcesses
{
    /// <summary>Wakes the broker's consumers when the file has changed. Looking costs a few microseconds: SQLite counts the changes.</summary>
    public static async Task WatchAsync(SqliteBroker broker, TimeSpan interval, CancellationToken cancellationToken)
    {
        using var session = SqliteFile.Open(broker.File);
        using var timer = new PeriodicTimer(interval);
        var seen = Version(session);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var version = Version(session);
                if (version != seen)
                    broker.WakeAll();
                seen = version;
            }
        }
        catch (OperationCanceledException)
        {
            // The component ends.
        }
    }

    private static long Version(SqliteSession session) => (long)session.Scalar("PRAGMA data_version")!;
}
