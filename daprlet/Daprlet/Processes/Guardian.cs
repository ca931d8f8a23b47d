using System.Collections.Concurrent;
using System.Globalization;
using Daprlet.Files;

namespace Daprlet.Processes;

/// <summary>
/// The guardian's own process. It reads from its input what runs ("+id") and what has ended ("-id"); when the input ends, its runner is gone,
/// whatever the reason, and it ends everything that is left.
/// </summary>
internal static class Guardian
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <param name="lockFile">A file that is held as long as something may still run, or null.</param>
    public static async Task<int> RunAsync(TextReader commands, string? lockFile)
    {
        if (!OperatingSystem.IsWindows())
            UnixProcess.LeaveTerminal();
        using var held = lockFile is null ? null : OwnerOnly.Open(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var running = new ConcurrentDictionary<int, ProcessIdentity>();
        while (await commands.ReadLineAsync() is { Length: > 1 } line)
        {
            var id = int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
            if (line[0] == '-')
                running.TryRemove(id, out _);
            else if (ProcessIdentity.Of(id) is { } identity)
                running[id] = identity;
        }
        await Task.WhenAll(running.Values.Where(process => !process.IsReused()).Select(process => ProcessTree.EndAsync(process.Id, Grace, CancellationToken.None)));
        return 0;
    }
}
