using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Daprlet.Processes;

/// <summary>The commands with which daprlet starts itself beside a run: the launcher of apps and the guardian. People have no use for them.</summary>
internal static class HiddenCommands
{
    public const string Launch = "--launch";
    public const string Guard = "--guard";

    /// <summary>How daprlet's own program is started with a command.</summary>
    public static ProcessStartInfo Start(params ReadOnlySpan<string> arguments)
    {
        var program = typeof(HiddenCommands).Assembly.Location;
        var start = new ProcessStartInfo(program.Length > 0 ? DotnetHost() : Environment.ProcessPath!) { UseShellExecute = false };
        if (program.Length > 0)
            start.ArgumentList.Add(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>The dotnet program that belongs to the runtime of this process, which need not be the one that PATH leads to.</summary>
    private static string DotnetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
