namespace Daprlet.Runs;

/// <summary>Finds out before anything starts whether an app's program is there.</summary>
internal static class ProgramCheck
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>What is wrong, and what to do, or null.</summary>
    public static string? FindProblem(RunApp app)
    {
        if (app.Command.Count == 0)
            return null;
        if (!Directory.Exists(app.Directory))
            return $"{app.Name}: there is no folder {app.Directory}; make it, or correct the app's folder";
        var program = app.Command[0];
        var found = Candidates(app, program).Where(File.Exists).ToList();
        if (found.Count == 0)
            return $"{app.Name}: there is no program {program}{Hint(app, program)}";
        return found.Exists(IsExecutable) ? null : $"{app.Name}: {program} is not executable; make it so with chmod +x";
    }

    private static string Hint(RunApp app, string program)
    {
        if (program.Split(' ') is [var first, _, ..] && Candidates(app, first).Any(File.Exists))
            return "; program and arguments are words of their own, not one";
        return IsPath(program) ? $" in {app.Directory}; correct the path, or build it first" : "; install it, add its folder to PATH, or correct the command";
    }

    private static bool IsExecutable(string file) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Executable) != 0;

    private static bool IsPath(string program) => Path.GetFileName(program) != program;

    private static IEnumerable<string> Candidates(RunApp app, string program)
    {
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];
        var path = app.Environment.GetValueOrDefault("PATH") ?? Environment.GetEnvironmentVariable("PATH") ?? "";
        var folders = IsPath(program) ? [app.Directory] : path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(app.Directory, folder));
        return folders.SelectMany(folder => endings.Select(ending => Path.Combine(folder, program + ending)));
    }
}
