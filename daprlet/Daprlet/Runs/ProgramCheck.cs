namespace Daprlet.Runs;

/// <summary>Finds out before anything starts whether an app's program is there.</summary>
internal static class ProgramCheck
{
    /// <summary>What is wrong, or null.</summary>
    public static string? FindProblem(RunApp app) =>
        app.Command.Count == 0 || Candidates(app).Any(File.Exists) ? null : $"{app.Name}: there is no program {app.Command[0]}";

    private static IEnumerable<string> Candidates(RunApp app)
    {
        var program = app.Command[0];
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];
        var folders = Path.GetFileName(program) != program
            ? [app.Directory]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => endings.Select(ending => Path.Combine(folder, program + ending)));
    }
}
