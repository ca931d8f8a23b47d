using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Daprlet.Processes;

/// <summary>What POSIX offers and <see cref="System.Diagnostics.Process"/> does not: process groups and signals to them.</summary>
internal static partial class UnixProcess
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    private const int BrokenPipe = 13;
    private const int NoSuchProcess = 3;

    /// <summary>Puts the calling process into a session, and so a process group, of its own: signals of the terminal no longer reach it.</summary>
    public static void LeaveTerminal() => _ = SetSession();

    /// <summary>Puts the calling process into a process group of its own.</summary>
    public static void LeadGroup() => _ = SetGroup(0, 0);

    /// <summary>Becomes another program, in the same process. Only returns when that fails, with the reason.</summary>
    public static string Become(IReadOnlyList<string> command)
    {
        // The runtime ignores SIGPIPE, and what is ignored stays ignored in the program to come.
        _ = SetSignal(BrokenPipe, 0);
        _ = Execute(command[0], [.. command, null]);
        return new Win32Exception(Marshal.GetLastPInvokeError()).Message;
    }

    /// <summary>Sends a signal to every process of the group that a process leads, or to that process alone while it does not lead one yet.</summary>
    /// <returns>Whether there was anything to signal.</returns>
    public static bool Signal(int leader, int signal) => Send(-leader, signal) || Send(leader, signal);

    /// <summary>Whether the leader or any process of its group is left.</summary>
    public static bool Exists(int leader) => Signal(leader, 0);

    /// <summary>The process that started this one.</summary>
    public static int Parent() => GetParent();

    private static bool Send(int target, int signal) => SendSignal(target, signal) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int SetSession();

    [LibraryImport("libc", EntryPoint = "setpgid", SetLastError = true)]
    private static partial int SetGroup(int process, int group);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint SetSignal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string file, string?[] arguments);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();
}
