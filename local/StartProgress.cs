using System.Diagnostics;
using Daprlet.Runs;
using Daprlet.Sidecars;

namespace DaprShop.Local;

/// <summary>Follows the run and says how far it is. Knows when the start has failed for good.</summary>
internal sealed class StartProgress(IReadOnlyList<RunApp> apps, Screen screen) : IRunObserver
{
    // A program that cannot start ends again and again; one that stumbles once, over a port for example, recovers.
    private const int EndsUntilFailure = 3;
    private const int LastLines = 5;

    private readonly Lock _changing = new();
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly HashSet<string> _up = [];
    private readonly Dictionary<string, int> _ends = [];
    private readonly Dictionary<string, ApiPorts> _sidecars = [];
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Fails with a <see cref="LocalException"/> when an app cannot be brought up.</summary>
    public Task Failed => _failed.Task;

    public TimeSpan Elapsed => _since.Elapsed;

    /// <summary>The apps that are not up, with commas between them.</summary>
    public string Missing
    {
        get
        {
            lock (_changing)
                return string.Join(", ", Expected.Where(app => !_up.Contains(app.Name)).Select(app => app.Name));
        }
    }

    private IEnumerable<RunApp> Expected => apps.Where(app => app.Command.Count > 0);

    public void SidecarStarted(RunApp app, ApiPorts ports)
    {
        lock (_changing)
        {
            _sidecars[app.Name] = ports;
            if (_sidecars.Count == apps.Count)
                screen.Row("sidecars", $"{apps.Count} up {At(Elapsed)}");
            else
                screen.Status($"  starting sidecars, {_sidecars.Count} of {apps.Count} up");
        }
    }

    public void AppStarted(RunApp app, int processId)
    {
        lock (_changing)
        {
            if (_ends.ContainsKey(app.Name))
                screen.Row(app.Name, $"started again, process {processId}");
            else
                SayWhatIsMissing();
        }
    }

    public void AppReady(RunApp app)
    {
        lock (_changing)
        {
            _up.Add(app.Name);
            screen.Row(app.Name, $"{screen.Colors.Green("up")} at http://localhost:{app.Sidecar.AppPort} {At(Elapsed)}");
            SayWhatIsMissing();
        }
    }

    public void AppEnded(RunApp app, int exitCode, TimeSpan? restartIn)
    {
        lock (_changing)
        {
            var ends = _ends[app.Name] = _ends.GetValueOrDefault(app.Name) + 1;
            screen.Row(app.Name, screen.Colors.Red($"ended with exit code {exitCode}; starts again in {restartIn?.TotalSeconds:0.#} s") + $" (log: {DisplayPath.Of(app.AppLog.File!)})");
            foreach (var line in LogTail.Read(app.AppLog.File!, LastLines))
                screen.Say(screen.Colors.Dim($"    {line}"));
            if (!_up.Contains(app.Name) && ends == EndsUntilFailure)
                _failed.TrySetException(new LocalException($"{app.Name} ends as soon as it is started; {DisplayPath.Of(app.AppLog.File!)} says why."));
        }
    }

    public void AppReadyAgain(RunApp app, TimeSpan after)
    {
        lock (_changing)
            screen.Row(app.Name, $"{screen.Colors.Green($"up again after {after.TotalSeconds:0.0} s")} at http://localhost:{app.Sidecar.AppPort}");
    }

    public void AppCannotStart(RunApp app, string reason)
    {
        lock (_changing)
        {
            screen.Row(app.Name, screen.Colors.Red($"cannot be started and is not tried again: {reason}"));
            _failed.TrySetException(new LocalException($"{app.Name} cannot be started."));
        }
    }

    public void AppLine(RunApp app, string line) => screen.Say(screen.Colors.AppPrefix(app.Name, Place(app)) + line);

    public void SidecarLine(RunApp app, string line) => screen.Say(screen.Colors.Dim($"== DAPR - {app.Name} == ") + line);

    /// <summary>Tells a debugger's user what each app that is left to them needs.</summary>
    public void SayWhatIsLeftOut()
    {
        foreach (var app in apps.Where(app => app.Command.Count == 0))
        {
            screen.Say("");
            screen.Say($"  {screen.Colors.Bold(app.Name)} is left to you; its sidecar runs. Start the app with this environment:");
            screen.Say("");
            foreach (var (name, value) in AppEnvironment.Of(app, _sidecars[app.Name]).Where(variable => variable.Value is not null))
                screen.Say($"    {name}={value}");
        }
    }

    private void SayWhatIsMissing() =>
        screen.Status(Missing is { Length: > 0 } missing ? $"  {_up.Count} of {Expected.Count()} apps up, waiting for {missing}" : "  waiting for the gateway to answer");

    private string At(TimeSpan elapsed) => screen.Colors.Dim($"({elapsed.TotalSeconds:0.0} s)");

    private int Place(RunApp app) => apps.Select(other => other.Name).ToList().IndexOf(app.Name);
}
