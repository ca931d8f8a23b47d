using System.Collections;
using Daprlet.Components;
using Daprlet.Resources;
using Daprlet.Runs;

namespace DaprShop.Local;

/// <summary>Runs the shop until it is told to stop.</summary>
internal static class LocalRun
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    /// <returns>0 after an orderly end.</returns>
    /// <exception cref="LocalException">The shop cannot be run.</exception>
    public static async Task<int> RunAsync(LocalOptions options)
    {
        using var signals = new StopSignals();
        _ = ParentWatch.StopWithDotnetRunAsync(signals);
        var screen = new Screen(Console.Out, AnsiColors.ForConsole());
        return await signals.UntilForcedAsync(() => RunToTheEndAsync(options, screen, signals), screen.Stopping, screen.Forced);
    }

    private static async Task<int> RunToTheEndAsync(LocalOptions options, Screen screen, StopSignals signals)
    {
        try
        {
            await RunAsync(options, screen, signals);
            return 0;
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            screen.Say("Stopped.");
            return 0;
        }
        catch (Exception e) when (e is ResourceException or ComponentException or RunTemplateException or RunException or IOException or UnauthorizedAccessException)
        {
            throw new LocalException(e.Message, e);
        }
        finally
        {
            screen.EndStatus();
        }
    }

    private static async Task RunAsync(LocalOptions options, Screen screen, StopSignals signals)
    {
        var repository = Repository.Find();
        var template = RunTemplateReader.Read(repository.RunTemplate, ProcessEnvironment());
        LocalApps.CheckNames(template, options);
        var resources = Path.GetFullPath(options.Resources ?? repository.EmbeddedComponents);
        if (!Directory.Exists(resources))
            throw new LocalException($"--resources: there is no folder {DisplayPath.Of(resources)}.");
        var data = DataFolder.Create(options.Data ?? repository.DefaultData);
        using var held = await data.LockAsync(signals.Stop);
        var ports = new FreePorts();
        var gatewayPort = GatewayPort(options, ports);
        var apps = new LocalApps(template, options, data, [resources, repository.Policies]).Build(ports, gatewayPort);
        foreach (var app in apps)
            ServiceProgram.Check(app);
        var newPassword = SecretsFile.Complete(data.Secrets);

        screen.Opening(data.FullPath, resources);
        if (data.Restrict() is { } open)
            screen.OpenToOthers(open);
        var progress = new StartProgress(apps, screen);
        await using var runner = new Runner(apps, progress, TimeProvider.System, data.GuardianLock);
        try
        {
            await runner.StartAsync(signals.Stop);
            await UntilUpAsync(runner, progress, options, gatewayPort, signals.Stop);
            // What is written to a file or a pipe stays there, for others to read.
            screen.Up(progress.Elapsed, gatewayPort, data, Console.IsOutputRedirected ? null : newPassword);
            progress.SayWhatIsLeftOut();
            await signals.Requested;
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            // Stopped during the start: what has begun is ended like the rest.
        }
        await runner.StopAsync(signals.Hurry);
        screen.Say("Stopped.");
    }

    private static int GatewayPort(LocalOptions options, FreePorts ports)
    {
        if (options.Port == 0)
            return ports.Take();
        return FreePorts.IsFree(options.Port)
            ? ports.Take(options.Port)
            : throw new LocalException($"Port {options.Port} is in use; choose another one for the gateway with --port.");
    }

    private static async Task UntilUpAsync(Runner runner, StartProgress progress, LocalOptions options, int gatewayPort, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StartLimit);
        var up = options.Without.Contains(LocalApps.Gateway) ? runner.Ready : UntilAnswersAsync(runner, gatewayPort, limit.Token);
        try
        {
            await await Task.WhenAny(up, progress.Failed).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new LocalException($"Not everything came up within {StartLimit.TotalMinutes:0} minutes: {progress.Missing}. The logs say why.");
        }
    }

    private static async Task UntilAnswersAsync(Runner runner, int gatewayPort, CancellationToken cancellationToken)
    {
        await runner.Ready;
        await GatewayProbe.UntilAnswersAsync(gatewayPort, cancellationToken);
    }

    private static Dictionary<string, string> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
}
