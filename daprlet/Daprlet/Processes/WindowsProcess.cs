using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Daprlet.Processes;

/// <summary>What Windows offers and <see cref="System.Diagnostics.Process"/> does not: job objects and Ctrl-Break.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsProcess
{
    private const int ExtendedLimitInformation = 9;
    private const uint KillOnJobClose = 0x2000;
    private const uint CtrlBreak = 1;
    private const int StandardOutput = -11;
    private const uint VirtualTerminalProcessing = 4;

    /// <summary>Asks a process that leads a group of its own to end.</summary>
    public static void SendCtrlBreak(int process) => _ = GenerateConsoleCtrlEvent(CtrlBreak, (uint)process);

    /// <summary>Puts the calling process, and so every process that it will start, into a job that ends with the returned handle, however it is closed.</summary>
    /// <exception cref="Win32Exception">Windows refuses.</exception>
    public static SafeHandle EnterJobThatEndsWithThisProcess()
    {
        var job = CreateJobObject(0, 0);
        var limits = new JobLimits { LimitFlags = KillOnJobClose };
        if (job.IsInvalid || !SetInformationJobObject(job, ExtendedLimitInformation, in limits, Marshal.SizeOf<JobLimits>()) || !AssignProcessToJobObject(job, GetCurrentProcess()))
            throw new Win32Exception();
        return job;
    }

    /// <summary>Has the terminal act on ANSI sequences in the output of this process; false when it cannot.</summary>
    public static bool EnableTerminalSequences()
    {
        var output = GetStdHandle(StandardOutput);
        return GetConsoleMode(output, out var mode) && SetConsoleMode(output, mode | VirtualTerminalProcessing);
    }

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int handle);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint console, out uint mode);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint console, uint mode);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GenerateConsoleCtrlEvent(uint controlEvent, uint processGroup);

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    private static partial SafeFileHandle CreateJobObject(nint security, nint name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(SafeHandle job, int kind, in JobLimits limits, int length);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(SafeHandle job, nint process);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct JobLimits
    {
        public long PerProcessUserTimeLimit;
        public long PerJobUserTimeLimit;
        public uint LimitFlags;
        public nuint MinimumWorkingSetSize;
        public nuint MaximumWorkingSetSize;
        public uint ActiveProcessLimit;
        public nuint Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
        public ulong ReadOperationCount;
        public ulong WriteOperationCount;
        public ulong OtherOperationCount;
        public ulong ReadTransferCount;
        public ulong WriteTransferCount;
        public ulong OtherTransferCount;
        public nuint ProcessMemoryLimit;
        public nuint JobMemoryLimit;
        public nuint PeakProcessMemoryUsed;
        public nuint PeakJobMemoryUsed;
    }
}
