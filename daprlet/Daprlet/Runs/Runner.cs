using Daprlet.Hosting;
using Daprlet.Processes;
using Daprlet.Sidecars;

namespace Daprlet.Runs;

/// <summary>
/// Runs several apps, the sidecars of all of them in this process. Checks everything before it starts anything; then starts the sidecars,
/// then the apps, each at once. When this process ends, in whatever way, nothing of the run is left.
/// </summary>
public sealed class Runner : IAsyncDisposable
{
    private readonly IReadOnlyList<RunApp> _apps;
    private readonly SidecarNetwork _network = new();
    private readonly ProcessGuard _guard;
    private readonly IReadOnlyList<RunningApp> _running;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();
    private Task _supervision = Task.CompletedTask;
    private Task _reporting = Task.CompletedTask;

    /// <param name="lockFile">A file that is held until every process of the run has ended, also when this process is killed; null for none.</param>
    public Runner(IReadOnlyList<RunApp> apps, IRunObserver observer, TimeProvider time, string? lockFile = null)
    {
        _apps = apps;
        _guard = new ProcessGuard(lockFile);
        _running = [.. apps.Select(app => new RunningApp(app, _network, _guard, observer, time))];
    }

    /// <summary>Whether the program of an app could not be started.</summary>
    public bool HasAppThatCannotStart => _running.Any(app => app.CannotStart);

    /// <summary>Completes when every app has ended by itself and none is started again.</summary>
    public Task Ended => _supervision;

    /// <summary>Completes when every sidecar is ready and every app that this run starts; cancelled when the run is stopped before.</summary>
    public Task Ready { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the sidecars and then the apps. After an exception nothing runs once this is disposed.</summary>
    /// <exception cref="RunException">A resource is wrong or a program is not there; then nothing has been started.</exception>
    /// <exception cref="Components.ComponentException">A backend cannot be reached.</exception>
    /// <exception cref="IOException">A sidecar's port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        await Task.WhenAll(_running.Select(app => app.StartSidecarAsync(cancellationToken)));
        var readiness = _running.ToDictionary(app => app, app => app.ReadyAsync(_stop.Token));
        _reporting = Task.WhenAll(readiness.Values);
        Ready = Task.WhenAll(readiness.Where(entry => !entry.Key.WaitsForOthers).Select(entry => entry.Value));
        _supervision = Task.WhenAll(_running.Select(app => app.SuperviseAsync(_stop.Token, _hurry.Token)));
    }

    /// <summary>Ends the apps, then the sidecars.</summary>
    /// <param name="hurry">Cancelled when there is no time left for a graceful end: the apps are killed.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        await using var hurrying = hurry.Register(_hurry.Cancel);
        await _stop.CancelAsync();
        await _supervision;
        await _reporting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_running.Select(app => app.DisposeAsync().AsTask()));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _guard.Dispose();
        _stop.Dispose();
        _hurry.Dispose();
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var problems = await ResourceCheck.FindProblemsAsync(_apps.Select(app => app.Sidecar), cancellationToken);
        var all = problems.Select(problem => problem.ToString()).Concat(_apps.Select(ProgramCheck.FindProblem).OfType<string>()).ToList();
        if (all.Count > 0)
            throw new RunException(string.Join(Environment.NewLine, [.. ForDaprd(problems), .. all]));
    }

    /// <summary>A whole set of components may be for daprd: that is said first, and once.</summary>
    private static IEnumerable<string> ForDaprd(IReadOnlyList<ResourceProblem> problems)
    {
        var types = problems.Select(problem => problem.MissingType).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        if (types.Count > 0)
            yield return $"daprlet does not have {string.Join(", ", types)}. Components of types that only daprd has are for daprd: \"dapr run\" or Kubernetes.";
    }
}
