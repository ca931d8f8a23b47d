using System.Globalization;
using Daprlet.Runs;
using Daprlet.Sidecars;

namespace DaprShop.Local;

/// <summary>Turns the apps of the run template into those of a local run: other backends, free ports, tokens, the number of instances that is wanted.</summary>
/// <param name="resources">The folders of components and policies.</param>
internal sealed class LocalApps(RunTemplate template, LocalOptions options, DataFolder data, IReadOnlyList<string> resources)
{
    public const string Gateway = "gateway";

    // An app is to be noticed soon when it comes up; in a cluster the interval can be longer.
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    // They would have the app listen somewhere else than this run wants.
    private static readonly string[] Misleading =
        ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_URLS", "URLS"];

    /// <summary>Checks that the options name apps of the template.</summary>
    /// <exception cref="LocalException">They do not.</exception>
    public static void CheckNames(RunTemplate template, LocalOptions options)
    {
        var known = template.Apps.Select(app => app.Sidecar.AppId).ToList();
        foreach (var (option, name) in options.Without.Select(name => ("--without", name)).Concat(options.Replicas.Keys.Select(name => ("--replicas", name))))
        {
            if (!known.Contains(name))
                throw new LocalException($"{option}: there is no app {name}; the apps are {string.Join(", ", known)}.");
        }
        if (options.Replicas.GetValueOrDefault(Gateway, 1) > 1)
            throw new LocalException("--replicas: the gateway owns the one public port, so there is one gateway.");
    }

    /// <param name="gatewayPort">The public port.</param>
    public IReadOnlyList<RunApp> Build(FreePorts ports, int gatewayPort)
    {
        var settings = AppSettings.Complete(data.Apps, template.Apps.Select(app => app.Sidecar.AppId), ports);
        var apps = template.Apps.SelectMany(app => Instances(app, settings[app.Sidecar.AppId], ports, gatewayPort));
        return settings.GetValueOrDefault(CardSandboxApp.AppId) is { AppPort: var sandboxPort }
            ? [.. apps.Select(app => app with { Sidecar = app.Sidecar with { Environment = CardSandboxApp.SidecarEnvironment(app.Sidecar.Environment, sandboxPort) } })]
            : [.. apps];
    }

    private IEnumerable<RunApp> Instances(RunApp app, AppSettings settings, FreePorts ports, int gatewayPort)
    {
        var appPort = app.Sidecar.AppId == Gateway ? gatewayPort : settings.AppPort;
        yield return Instance(app, app.Sidecar.AppId, settings, appPort, new ApiPorts(settings.DaprHttpPort, settings.DaprGrpcPort));
        for (var number = 2; number <= options.Replicas.GetValueOrDefault(app.Sidecar.AppId, 1); number++)
            yield return Instance(app, string.Create(CultureInfo.InvariantCulture, $"{app.Sidecar.AppId}-{number}"), settings, ports.Take(), new ApiPorts(ports.Take(), ports.Take()));
    }

    private RunApp Instance(RunApp app, string name, AppSettings settings, int appPort, ApiPorts ports) => app with
    {
        Name = name,
        Command = options.Without.Contains(app.Sidecar.AppId) ? [] : ServiceProgram.CommandFor(app),
        Environment = Variables(app),
        IsService = true,
        AppLog = Log($"{name}.log"),
        SidecarLog = Log($"{name}.sidecar.log"),
        Sidecar = app.Sidecar with
        {
            RemindersFile = data.Reminders,
            AppPort = appPort,
            HttpPort = ports.Http,
            GrpcPort = ports.Grpc,
            ResourcesPaths = resources,
            WorkingDirectory = data.FullPath,
            DaprApiToken = settings.DaprApiToken,
            AppApiToken = settings.AppApiToken,
            AppHealth = app.Sidecar.AppHealth is { } health ? health with { Interval = ProbeInterval } : null,
        },
    };

    private Dictionary<string, string?> Variables(RunApp app)
    {
        var variables = Misleading.ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        foreach (var (name, value) in app.Sidecar.AppId == CardSandboxApp.AppId ? app.Environment.Concat(CardSandboxApp.Variables(data)) : app.Environment)
            variables[name] = value;
        return variables;
    }

    private RunLog Log(string file) => new(options.Verbose ? LogDestination.FileAndConsole : LogDestination.File, Path.Combine(data.Logs, file));
}
