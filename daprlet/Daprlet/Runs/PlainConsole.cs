using Daprlet.Sidecars;

namespace Daprlet.Runs;

/// <summary>The console of <c>daprlet run</c>: every line of the apps with its prefix, as <c>dapr run</c> has it, and a few words about what happens.</summary>
internal sealed class PlainConsole(TextWriter output, AnsiColors colors, IReadOnlyList<RunApp> apps, bool isTemplate) : IRunObserver
{
    private readonly Lock _writing = new();

    public void SidecarStarted(RunApp app, ApiPorts ports) => Write(colors.Dim($"Started Dapr with app id \"{app.Name}\". HTTP port: {ports.Http}. gRPC port: {ports.Grpc}."));

    public void AppStarted(RunApp app, int processId) => Write(colors.Dim($"Started app \"{app.Name}\", process {processId}."));

    public void AppReady(RunApp app) => Write(colors.Green($"\"{app.Name}\" is up and running."));

    public void AppReadyAgain(RunApp app, TimeSpan after) => Write(colors.Green($"\"{app.Name}\" is up again after {after.TotalSeconds:0.0} s."));

    public void AppEnded(RunApp app, int exitCode, TimeSpan? restartIn)
    {
        var next = restartIn is { } delay ? $" It is started again in {delay.TotalSeconds:0.#} s." : "";
        var text = $"App \"{app.Name}\" has ended with exit code {exitCode}.{next}";
        Write(exitCode == 0 ? text : colors.Red(text));
    }

    public void AppCannotStart(RunApp app, string reason) => Write(colors.Red($"App \"{app.Name}\" cannot be started and is not tried again: {reason}"));

    public void AppLine(RunApp app, string line) => Write((isTemplate ? colors.AppPrefix(app.Name, Place(app)) : "== APP == ") + line);

    public void SidecarLine(RunApp app, string line) => Write(line);

    /// <summary>The first Ctrl-C.</summary>
    public void Stopping() => Write("Stopping ... Ctrl-C again ends everything at once.");

    /// <summary>The second one.</summary>
    public void Forced() => Write(colors.Red("Ending everything at once."));

    public void Write(string line)
    {
        lock (_writing)
            output.WriteLine(line);
    }

    private int Place(RunApp app)
    {
        for (var place = 0; place < apps.Count; place++)
        {
            if (apps[place].Name == app.Name)
                return place;
        }
        return 0;
    }
}
