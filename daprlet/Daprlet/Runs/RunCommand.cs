using System.Collections;
using Daprlet.Commands;
using Daprlet.Components;
using Daprlet.Resources;

namespace Daprlet.Runs;

/// <summary>
/// <c>daprlet run -f (file or folder)</c>, as <c>dapr run -f</c>: every app of a run template with its sidecar; and
/// <c>daprlet run (daprd's flags) -- command</c>, as <c>dapr run</c>: one app.
/// </summary>
internal static class RunCommand
{
    private const string Usage = "usage: daprlet run -f FILE-OR-FOLDER, or daprlet run --app-id ID [FLAGS] -- COMMAND [ARGUMENTS]";

    /// <returns>0 after an orderly end, 1 when the run could not start.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var colors = AnsiColors.ForConsole();
        try
        {
            var isTemplate = arguments is ["-f" or "--run-file", _];
            var apps = isTemplate ? FromTemplate(arguments[1], colors) : [FromFlags(arguments)];
            return await RunAsync(apps, new PlainConsole(Console.Out, colors, apps, isTemplate));
        }
        catch (Exception e) when (e is FlagException or RunTemplateException or RunException or ResourceException or ComponentException or IOException)
        {
            Console.Error.WriteLine(colors.Red(e.Message));
            return 1;
        }
    }

    private static async Task<int> RunAsync(IReadOnlyList<RunApp> apps, PlainConsole console)
    {
        using var signals = new StopSignals();
        await using var runner = new Runner(apps, console, TimeProvider.System);
        await runner.StartAsync(signals.Stop);
        var hasLoneSidecar = apps.Any(app => app.Command.Count == 0);
        await (hasLoneSidecar ? signals.Requested : Task.WhenAny(signals.Requested, runner.Ended));
        await runner.StopAsync(signals.Hurry);
        return 0;
    }

    private static IReadOnlyList<RunApp> FromTemplate(string path, AnsiColors colors)
    {
        var template = RunTemplateReader.Read(path, ProcessEnvironment());
        foreach (var warning in template.Warnings)
            Console.Error.WriteLine(colors.Yellow(warning));
        return template.Apps;
    }

    private static RunApp FromFlags(IReadOnlyList<string> arguments)
    {
        var dashes = arguments.ToList().IndexOf("--");
        if (dashes < 0 || dashes == arguments.Count - 1)
            throw new FlagException(Usage);
        var flags = SidecarFlags.Parse([.. arguments.Take(dashes)]);
        var sidecar = SidecarCommand.OptionsFrom(flags, ProcessEnvironment());
        return new RunApp
        {
            Sidecar = sidecar with
            {
                HttpPort = flags.Has("dapr-http-port") ? sidecar.HttpPort : 0,
                GrpcPort = flags.Has("dapr-grpc-port") ? sidecar.GrpcPort : 0,
            },
            Directory = Directory.GetCurrentDirectory(),
            Command = [.. arguments.Skip(dashes + 1)],
            SidecarLog = new RunLog(LogDestination.Console, null),
            LogLevel = flags.Get("log-level") ?? "info",
        };
    }

    private static Dictionary<string, string> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
}
