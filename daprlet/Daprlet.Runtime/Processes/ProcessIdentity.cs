using System.ComponentModel;
using System.Diagnostics;

namespace Daprlet.Processes;

/// <summary>A process id with the time at which that process started, for ids are given out again.</summary>
internal readonly record struct ProcessIdentity(int Id, DateTime Started)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    /// <summary>The process that has the id now, or null.</summary>
    public static ProcessIdentity? Of(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return new ProcessIdentity(id, process.StartTime.ToUniversalTime());
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null; // it has ended
        }
    }

    /// <summary>Whether the id now belongs to another process.</summary>
    public bool IsReused() => Of(Id) is { } now && (now.Started - Started).Duration() > ClockTolerance;
}
