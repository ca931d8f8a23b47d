using Daprlet.Commands;
using Daprlet.Components;
using Daprlet.Resources;

namespace Daprlet.Runs;

/// <summary>
/// <c>daprlet run -f (file or folder)</c>, as <c>dapr run -f</c>: every app of a run template with its sidecar; and
/// <c>daprlet run (flags) command</c>, as <c>dapr run</c>: one app, or a sidecar alone.
/// </summary>
internal static class RunCommand
{
    /// <summary>What counts beside a run template; of the others the template has fields.</summary>
    private static readonly string[] FlagsWithTemplate = ["run-file", "kubernetes", "runtime-path", "log-as-json"];

    /// <summary>255 for whoever asks on Linux and macOS.</summary>
    private const int NotParsed = -1;

    /// <returns>0 after an orderly end; 1 when the run could not start, an app could not be started, or the end was forced; -1, as from Dapr's CLI, when the command line does not parse.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var colors = AnsiColors.ForConsole();
        try
        {
            var flags = arguments is [] or ["help"] ? SidecarFlags.ParseRun(["--help"]) : SidecarFlags.ParseRun(arguments);
            if (flags.Switch("help"))
            {
                Console.WriteLine(RunHelp.Text);
                return 0;
            }
            if (flags.Switch("kubernetes"))
                throw new FlagException("--kubernetes: daprlet runs apps on this machine alone; \"dapr run -k\" of Dapr's own CLI runs them on Kubernetes");
            return await RunAsync(flags, colors);
        }
        catch (FlagException e)
        {
            Console.Error.WriteLine(colors.Red(SingleLine.Of($"{e.Message}. daprlet run --help lists the flags.")));
            return e.IsSyntax ? NotParsed : 1;
        }
        catch (Exception e) when (e is RunTemplateException or RunException or ResourceException or ComponentException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(colors.Red(e.Message));
            return 1;
        }
    }

    private static async Task<int> RunAsync(SidecarFlags flags, AnsiColors colors)
    {
        var template = flags.Get("run-file");
        var isTemplate = !string.IsNullOrEmpty(template);
        var apps = isTemplate ? FromTemplate(template!, flags, colors) : [FromFlags(flags, colors)];
        var console = new PlainConsole(Console.Out, colors, apps, isTemplate);
        using var signals = new StopSignals();
        return await signals.UntilForcedAsync(() => RunAsync(apps, console, signals), console.Stopping, console.Forced);
    }

    private static async Task<int> RunAsync(IReadOnlyList<RunApp> apps, PlainConsole console, StopSignals signals)
    {
        await using var runner = new Runner(apps, console, TimeProvider.System);
        try
        {
            await runner.StartAsync(signals.Stop);
            var hasLoneSidecar = apps.Any(app => app.Command.Count == 0);
            await (hasLoneSidecar ? signals.Requested : Task.WhenAny(signals.Requested, runner.Ended));
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            // Stopped during the start: what has begun is ended like the rest.
        }
        await runner.StopAsync(signals.Hurry);
        return runner.HasAppThatCannotStart ? 1 : 0;
    }

    private static IReadOnlyList<RunApp> FromTemplate(string path, SidecarFlags flags, AnsiColors colors)
    {
        var environment = ProcessEnvironment.Read();
        var template = path == "-" ? RunTemplateReader.ReadFrom(Console.In, environment) : RunTemplateReader.Read(path, environment);
        List<string> ignored = [.. flags.Given.Except(FlagsWithTemplate).Select(name => "--" + name), .. flags.Words.Count > 0 ? ["the command"] : (string[])[]];
        if (ignored.Count > 0)
            Warn($"The following are ignored with --run-file and should be configured in the run file instead: {string.Join(", ", ignored)}", colors);
        foreach (var warning in template.Warnings)
            Warn(warning, colors);
        return [.. template.Apps.Select(app => app with { LogsAsJson = flags.Switch("log-as-json") })];
    }

    private static RunApp FromFlags(SidecarFlags flags, AnsiColors colors)
    {
        var sidecar = SidecarCommand.OptionsFrom(flags.Has("app-id") ? flags : flags.With("app-id", $"app-{Guid.NewGuid():N}"[..12]), ProcessEnvironment.Read());
        foreach (var warning in flags.Warnings)
            Warn(warning, colors);
        if (flags.Words.Count == 0)
            Warn("WARNING: no application command found. The sidecar runs alone, until Ctrl-C.", colors);
        return new RunApp
        {
            Sidecar = sidecar,
            Directory = Directory.GetCurrentDirectory(),
            Command = flags.Words,
            SidecarLog = new RunLog(LogDestination.Console, null),
            LogLevel = flags.Get("log-level") ?? "",
            LogsAsJson = flags.Switch("log-as-json"),
        };
    }

    private static void Warn(string text, AnsiColors colors) => Console.Error.WriteLine(colors.Yellow(SingleLine.Of(text)));
}
