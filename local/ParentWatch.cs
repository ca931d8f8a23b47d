using System.ComponentModel;
using System.Diagnostics;
using Daprlet.Runs;

namespace DaprShop.Local;

/// <summary>
/// Ends the run when the <c>dotnet run</c> that started it is killed: on Unix this program would go on without anybody knowing. (On Windows
/// <c>dotnet run</c> holds its program in a job object.)
/// </summary>
internal static class ParentWatch
{
    public static async Task StopWithDotnetRunAsync(StopSignals signals)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            using var parent = Process.GetProcessById(ParentProcess.Id);
            if (parent.ProcessName != "dotnet")
                return;
            await parent.WaitForExitAsync(signals.Stop);
            signals.Request();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or OperationCanceledException)
        {
            // The parent is not there to be watched, or the run ends before it.
        }
    }
}
