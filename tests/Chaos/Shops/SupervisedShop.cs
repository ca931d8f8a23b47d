using System.Diagnostics;
using System.Security.Cryptography;
using Daprlet.Processes;
using Daprlet.Runs;
using DaprShop.Testing;
using DaprShop.Testing.Running;

namespace DaprShop.Tests.Chaos.Shops;

/// <summary>The shop with a daprlet process for each app, in daprd's place: apps and sidecars are killed one by one.</summary>
internal sealed class SupervisedShop : RunningShop
{
    private const string Gateway = "gateway";

    private readonly Dictionary<string, KillableProgram> _programs = [];
    private readonly int _cardProcessorPort = FreePorts.Take();

    public SupervisedShop() : base(ReadApps())
    {
        CreateSecrets();
        foreach (var app in Apps) Start(app);
        Victims = [.. _programs.Keys];
    }

    public override IReadOnlyList<string> Victims { get; }

    public override Uri CardProcessor => new($"http://localhost:{_cardProcessorPort}");

    public override bool Kill(string victim) => _programs[victim].Kill();

    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_programs.Values.Select(program => program.DisposeAsync().AsTask()));
        await base.DisposeAsync();
    }

    protected override int? CardProcessorProcess() => _programs[CardSandbox].ProcessId;

    private void Start(RunApp app)
    {
        var id = app.Sidecar.AppId;
        var appPort = id switch { Gateway => GatewayPort, CardSandbox => _cardProcessorPort, _ => FreePorts.Take() };
        var settings = new Dictionary<string, string?>(Haste)
        {
            ["APP_PORT"] = $"{appPort}",
            ["DAPR_HTTP_PORT"] = $"{FreePorts.Take()}",
            ["DAPR_GRPC_PORT"] = $"{FreePorts.Take()}",
            ["DAPR_API_TOKEN"] = Token(),
            ["APP_API_TOKEN"] = Token(),
            ["DAPRLET_REGISTRY"] = Path.Combine(Data, "register"),
            ["CARD_PROCESSOR_URL"] = CardProcessor.ToString(),
            ["CardSandbox__SecretsFile"] = Secrets,
            ["CardSandbox__Journal"] = Path.Combine(Data, "card-sandbox.sqlite"),
        };
        var command = app.Command.Select(part => part.Replace(Path.Combine("bin", "Debug"), Path.Combine("bin", Repository.Configuration), StringComparison.Ordinal));
        Add(id, new ChildStart([.. command], app.Directory, settings));
        if (id != CardSandbox) Add($"{id} sidecar", new ChildStart(Sidecar(app, settings), Data, settings)); // which uses none
    }

    private void Add(string name, ChildStart start) =>
        _programs.Add(name, new KillableProgram(start, Guard, Path.Combine(Logs, $"{name}.log"), grace: TimeSpan.Zero));

    private static IReadOnlyList<string> Sidecar(RunApp app, Dictionary<string, string?> settings)
    {
        var components = Path.Combine(Repository.Root, "components");
        return
        [
            "dotnet", Path.Combine(AppContext.BaseDirectory, "daprlet.dll"),
            "--app-id", app.Sidecar.AppId, "--app-port", settings["APP_PORT"]!, "--dapr-http-port", settings["DAPR_HTTP_PORT"]!, "--dapr-grpc-port", settings["DAPR_GRPC_PORT"]!,
            "--resources-path", Path.Combine(components, "embedded"), "--resources-path", Path.Combine(components, "policies"),
            "--config", Assert.Single(app.Sidecar.ConfigFiles), "--enable-metrics=false",
            "--enable-app-health-check", "--app-health-check-path", "/healthz", "--app-health-probe-interval", "1", "--app-health-probe-timeout", "1000",
        ];
    }

    private void CreateSecrets()
    {
        using var create = Process.Start(new ProcessStartInfo("dotnet", [Repository.LocalProgram, "secrets", "--data", Data]) { RedirectStandardOutput = true })!;
        create.StandardOutput.ReadToEnd();
        create.WaitForExit();
    }

    private static string Token() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
