using System.ComponentModel;
using System.Diagnostics;

namespace Daprlet.Processes;

/// <summary>Ends a process with everything that it started: asks first, then kills.</summary>
internal static class ProcessTree
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks the tree to end.</summary>
    public static void Ask(int process)
    {
        if (OperatingSystem.IsWindows())
            WindowsProcess.SendCtrlBreak(process);
        else
            UnixProcess.Signal(process, UnixProcess.Terminate);
    }

    /// <summary>Whether anything of the tree still runs.</summary>
    public static bool Exists(int process) => OperatingSystem.IsWindows() ? ProcessIdentity.Of(process) is not null : UnixProcess.Exists(process);

    /// <summary>Kills the tree: its group, and descendants that have left the group.</summary>
    public static void Kill(int process)
    {
        try
        {
            using var leader = Process.GetProcessById(process);
            leader.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or AggregateException)
        {
            // The leader has ended already, or ends at this moment; its group may still be there.
        }
        if (!OperatingSystem.IsWindows())
            UnixProcess.Signal(process, UnixProcess.Kill);
    }

    /// <summary>Asks the tree to end and kills what is left of it after the grace time, or at once when <paramref name="hurry"/> is cancelled.</summary>
    public static async Task EndAsync(int process, TimeSpan grace, CancellationToken hurry)
    {
        Ask(process);
        var since = Stopwatch.StartNew();
        while (Exists(process) && since.Elapsed < grace && !hurry.IsCancellationRequested)
            await Task.Delay(PollInterval, CancellationToken.None);
        if (Exists(process))
            Kill(process);
    }
}
