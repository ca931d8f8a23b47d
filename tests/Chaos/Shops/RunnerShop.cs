using System.Text.Json.Nodes;
using Daprlet.Processes;
using DaprShop.Testing.Running;

namespace DaprShop.Tests.Chaos.Shops;

/// <summary>The shop as <c>dotnet run --project local</c> runs it: all sidecars are one process, which starts the apps, some of them twice.</summary>
internal sealed class RunnerShop : RunningShop
{
    private const string Runner = "runner";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly KillableProgram _runner;
    private readonly IReadOnlyDictionary<string, string> _programs;

    public RunnerShop() : base(ReadApps())
    {
        _programs = Apps.ToDictionary(app => app.Sidecar.AppId, app => Path.GetFileNameWithoutExtension(app.Command[^1]));
        // The runner has everybody's sidecar.
        Victims = [.. _programs.Keys, "orders", "products", "payments", Runner, Runner, Runner];
        string[] command =
        [
            "dotnet", Repository.LocalProgram, "--port", $"{GatewayPorts.Single()}", "--data", Data, "--replicas", "orders=2", "--replicas", "products=2",
        ];
        _runner = new KillableProgram(new ChildStart(command, Repository.Root, Haste), Guard, Path.Combine(Logs, "runner.console.log"), Grace);
    }

    public override IReadOnlyList<string> Victims { get; }

    // The runner is everybody's only one.
    public override bool IsExcused => true;

    public override Uri CardProcessor =>
        new($"http://localhost:{JsonNode.Parse(File.ReadAllText(Path.Combine(Data, "apps.json")))![CardSandbox]!["appPort"]!.GetValue<int>()}");

    public override bool Kill(string victim) =>
        victim == Runner ? _runner.Kill() : Processes(victim) is { Count: > 0 } processes && KillableProgram.Kill(processes[Random.Shared.Next(processes.Count)]);

    public override async ValueTask DisposeAsync()
    {
        await _runner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override int? CardProcessorProcess() => Processes(CardSandbox) is [var process, ..] ? process : null;

    private List<int> Processes(string appId) => [.. ServiceProcess.Under(_runner.ProcessId).Where(process => process.Program == _programs[appId]).Select(process => process.Id)];
}
