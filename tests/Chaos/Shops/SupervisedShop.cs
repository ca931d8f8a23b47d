using System.Diagnostics;
using System.Security.Cryptography;
using Daprlet.Processes;
using Daprlet.Runs;
using Daprlet.Sidecars;
using DaprShop.Testing;
using DaprShop.Testing.Running;

namespace DaprShop.Tests.Chaos.Shops;

/// <summary>
/// The shop with a daprlet process for each app, in daprd's place: apps and sidecars are killed one by one. Where services have several instances,
/// an instance is killed as a whole, too, or goes in order and comes back, and the sidecars find each other by Dapr's table.
/// </summary>
internal sealed class SupervisedShop : RunningShop
{
    private const string Gateway = "gateway";

    // They fall and move more often than others.
    private static readonly string[] HostsOfActors = ["orders", "products"];
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    // The first instance of each service has this fault, the others follow at once.
    private static readonly SidecarFaults SlowMoves = new() { HeldActorMoves = new Dictionary<string, TimeSpan> { ["*"] = ActorMoves.Hold } };

    private readonly Dictionary<string, Func<bool>> _victims = [];
    private readonly Dictionary<string, ServiceInstance> _instances = [];
    private readonly int _instancesOfService;
    private readonly int _cardProcessorPort = FreePorts.Take();

    /// <param name="instancesOfService">How many instances each service has.</param>
    public SupervisedShop(int instancesOfService = 1) : base(ReadApps(), gateways: instancesOfService)
    {
        _instancesOfService = instancesOfService;
        CreateSecrets();
        if (AreSeveral) File.WriteAllText(NamesConfiguration, Names());
        foreach (var app in Apps) StartAll(app);
        Victims = [.. _victims.Keys];
        if (!AreSeveral) return;
        Victims = [.. Victims, .. Victims.Where(HostsActors)];
        string[] movers = [.. _instances.Keys.Where(name => name != CardSandbox)];
        Movers = [.. movers, .. movers.Where(HostsActors)];
    }

    public override IReadOnlyList<string> Victims { get; }

    public override IReadOnlyList<string> Movers { get; } = [];

    public override Uri CardProcessor => new($"http://localhost:{_cardProcessorPort}");

    public override bool IsExcused => !AreSeveral || base.IsExcused || _instances.Values.GroupBy(instance => instance.AppId).Any(instances =>
        !instances.Any(instance => instance.IsUp) || (HostsActors(instances.Key) && ActorMoves.AreEndless(instances)));

    private bool AreSeveral => _instancesOfService > 1;

    private string NamesConfiguration => Path.Combine(Data, "names.yaml");

    public override bool Kill(string victim) => _victims[victim]();

    public override async Task SpareLastAsync(string name, CancellationToken cancellationToken)
    {
        var one = _instances.Single(instance => name == instance.Key || name.StartsWith($"{instance.Key} ", StringComparison.Ordinal)).Value;
        var others = _instances.Values.Where(instance => instance != one && instance.AppId == one.AppId).ToList();
        while (others.Count > 0 && !others.Any(instance => instance.IsUp)) await Task.Delay(PollInterval, cancellationToken);
    }

    public override Task MoveAsync(string mover, TimeSpan away, CancellationToken cancellationToken) => _instances[mover].MoveAsync(away, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_instances.Values.Select(instance => instance.DisposeAsync().AsTask()));
        await base.DisposeAsync();
    }

    protected override int? CardProcessorProcess() => _instances[CardSandbox].App.ProcessId;

    private static bool HostsActors(string name) => HostsOfActors.Any(app => name.StartsWith(app, StringComparison.Ordinal));

    private void StartAll(RunApp app)
    {
        var id = app.Sidecar.AppId;
        if (id == CardSandbox)
        {
            Start(app, id, _cardProcessorPort);
            return;
        }

        for (var number = 1; number <= _instancesOfService; number++)
            Start(app, AreSeveral ? $"{id} {number}" : id, id == Gateway ? GatewayPorts[number - 1] : FreePorts.Take());
    }

    private void Start(RunApp app, string name, int appPort)
    {
        var settings = new Dictionary<string, string?>(Haste)
        {
            ["APP_PORT"] = $"{appPort}",
            ["DAPR_HTTP_PORT"] = $"{FreePorts.Take()}",
            ["DAPR_GRPC_PORT"] = $"{FreePorts.Take()}",
            ["DAPR_API_TOKEN"] = Token(),
            ["APP_API_TOKEN"] = Token(),
            ["DAPRLET_REGISTRY"] = Path.Combine(Data, "register"),
            [SidecarFaults.Variable] = name.EndsWith(" 1", StringComparison.Ordinal) ? SlowMoves.ToString() : null,
            ["CARD_PROCESSOR_URL"] = CardProcessor.ToString(),
            ["CardSandbox__SecretsFile"] = Secrets,
            ["ActorWatchdog__Enabled"] = "true", // a sidecar that ends is started anew
            ["CardSandbox__Journal"] = Path.Combine(Data, "card-sandbox.sqlite"),
        };
        var command = app.Command.Select(part => part.Replace(Path.Combine("bin", "Debug"), Path.Combine("bin", Repository.Configuration), StringComparison.Ordinal));
        var program = Add(name, new ChildStart([.. command], app.Directory, settings));
        var sidecar = app.Sidecar.AppId == CardSandbox ? null : Add($"{name} sidecar", new ChildStart(Sidecar(app, settings), Data, settings)); // which uses none
        var instance = new ServiceInstance(app.Sidecar.AppId, program, sidecar, sidecarLast: app.Sidecar.AppId == Gateway, Health(settings, sidecar is not null));
        _instances.Add(name, instance);
        if (AreSeveral && sidecar is not null) _victims.Add($"{name} with its sidecar", instance.Kill);
    }

    private KillableProgram Add(string name, ChildStart start)
    {
        var program = new KillableProgram(start, Guard, Path.Combine(Logs, $"{name}.log"), grace: TimeSpan.Zero);
        _victims.Add(name, program.Kill);
        return program;
    }

    private List<string> Sidecar(RunApp app, Dictionary<string, string?> settings)
    {
        var components = Path.Combine(Repository.Root, "components");
        return
        [
            "dotnet", Path.Combine(AppContext.BaseDirectory, "daprlet.dll"),
            "--app-id", app.Sidecar.AppId, "--app-port", settings["APP_PORT"]!, "--dapr-http-port", settings["DAPR_HTTP_PORT"]!, "--dapr-grpc-port", settings["DAPR_GRPC_PORT"]!,
            "--resources-path", Path.Combine(components, "embedded"), "--resources-path", Path.Combine(components, "policies"),
            "--config", Assert.Single(app.Sidecar.ConfigFiles), .. AreSeveral ? ["--config", NamesConfiguration] : Array.Empty<string>(), "--enable-metrics=false",
            "--enable-app-health-check", "--app-health-check-path", "/healthz", "--app-health-probe-interval", "1", "--app-health-probe-timeout", "1000",
        ];
    }

    private static IReadOnlyList<Uri> Health(Dictionary<string, string?> settings, bool hasSidecar)
    {
        var app = new Uri($"http://localhost:{settings["APP_PORT"]}/healthz");
        return hasSidecar ? [app, new Uri($"http://localhost:{settings["DAPR_HTTP_PORT"]}/v1.0/healthz")] : [app];
    }

    private string Names() => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Configuration
        metadata:
          name: names
        spec:
          nameResolution:
            component: sqlite
            configuration:
              connectionString: {{Path.Combine(Data, "names.sqlite")}}
        """;

    private void CreateSecrets()
    {
        using var create = Process.Start(new ProcessStartInfo("dotnet", [Repository.LocalProgram, "secrets", "--data", Data]) { RedirectStandardOutput = true })!;
        create.StandardOutput.ReadToEnd();
        create.WaitForExit();
    }

    private static string Token() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
