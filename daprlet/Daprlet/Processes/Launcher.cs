namespace Daprlet.Processes;

/// <summary>
/// Starts an app on Unix in a process group of its own: leads the group, then becomes the app. So the app's whole tree can be ended at once,
/// and Ctrl-C in the terminal reaches daprlet alone, which ends the apps in order.
/// </summary>
internal static class Launcher
{
    private const int CannotStart = 127;

    /// <summary>Only returns when the command cannot be started.</summary>
    public static int Run(IReadOnlyList<string> command)
    {
        UnixProcess.LeadGroup();
        var reason = UnixProcess.Become(command);
        Console.Error.WriteLine($"cannot start {command[0]}: {reason}");
        return CannotStart;
    }
}
