namespace Daprlet.Runs;

/// <summary>How a process of an app has ended.</summary>
/// <param name="Reason">Why its program could not be started, and what to do; null where it was.</param>
internal readonly record struct AppEnd(int ExitCode, string? Reason = null)
{
    // By these a shell, and daprlet's own launcher, say that there is no such command, or that it cannot be executed (POSIX, 2.8.2).
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    public static AppEnd Of(int exitCode, RunApp app) => exitCode switch
    {
        NotFound => new(exitCode, ProgramCheck.FindProblem(app) ?? $"its command was not found (exit code {exitCode}). Correct \"{app.Command[0]}\", or what it calls, and run again."),
        NotExecutable => new(exitCode, ProgramCheck.FindProblem(app) ?? $"its command cannot be executed (exit code {exitCode}). Look at the permissions and the kind of file of \"{app.Command[0]}\", or of what it calls, and run again."),
        _ => new(exitCode),
    };
}
