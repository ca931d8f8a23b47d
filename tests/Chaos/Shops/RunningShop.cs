using System.Diagnostics;
using System.Text.Json.Nodes;
using Daprlet.Processes;
using Daprlet.Runs;
using DaprShop.Testing;
using DaprShop.Testing.Running;

namespace DaprShop.Tests.Chaos.Shops;

/// <summary>A shop of which every process can be killed, and is started again. What it knows, it has on disk.</summary>
internal abstract class RunningShop : IAsyncDisposable
{
    /// <summary>The app id of the program that stands for the card processor.</summary>
    protected const string CardSandbox = "card-sandbox";

    /// <summary>What the services are told so that they lose less time; what they do stays the same.</summary>
    protected static readonly IReadOnlyDictionary<string, string?> Haste = new Dictionary<string, string?>
    {
        ["Orders__DriveInterval"] = "00:00:02",
        ["Orders__PaymentGrace"] = "00:00:10",

        // Customers leave many orders unpaid here, and come back to them.
        ["Orders__UnpaidOrders"] = "100",
        ["Orders__UnpaidPieces"] = "2000",
        ["Orders__UnpaidTime"] = "12:00:00",
        ["Orders__DeclinedCards"] = "1000",
        ["CardSandbox__SlowAnswer"] = "00:00:06",
    };

    private int _stalls;

    protected RunningShop(IReadOnlyList<RunApp> apps, int gateways = 1)
    {
        Apps = apps;
        GatewayPorts = [.. Enumerable.Range(0, gateways).Select(_ => FreePorts.Take())];
        Data = Directory.CreateTempSubdirectory("daprshop-chaos-").FullName;
        Guard = new ProcessGuard(lockFile: null);
        Client = new HttpClient(new GatewayRotation(GatewayPorts)) { BaseAddress = new Uri("http://localhost"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>For the gateway, all of its instances.</summary>
    public HttpClient Client { get; }

    /// <summary>The folder with databases, secrets and logs.</summary>
    public string Data { get; }

    /// <summary>Where the card processor listens now.</summary>
    public abstract Uri CardProcessor { get; }

    /// <summary>What can be killed, by name; one that matters more stands here more often.</summary>
    public abstract IReadOnlyList<string> Victims { get; }

    /// <summary>Instances that can go in order and come back, by name.</summary>
    public virtual IReadOnlyList<string> Movers => [];

    /// <summary>Whether somebody may have to wait at this moment, for a reason that is not the shop's: a service is not there, or the card processor stands still.</summary>
    public virtual bool IsExcused => Volatile.Read(ref _stalls) > 0;

    protected IReadOnlyList<RunApp> Apps { get; }

    protected IReadOnlyList<int> GatewayPorts { get; }

    protected ProcessGuard Guard { get; }

    protected string Secrets => Path.Combine(Data, "secrets.json");

    protected string Logs => Path.Combine(Data, "logs");

    /// <summary>Kills a victim, if it runs.</summary>
    public abstract bool Kill(string victim);

    /// <summary>Waits until the shop can do without a victim, or an instance that moves. A shop that has one of each never can, and does not wait.</summary>
    public virtual Task SpareLastAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Has an instance go in order, and come back after a while.</summary>
    /// <returns>Done when the instance is up again.</returns>
    public virtual Task MoveAsync(string mover, TimeSpan away, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets the card processor stand still, as an overloaded one does: connections stay, answers do not come.</summary>
    public async Task StallCardProcessorAsync(TimeSpan duration)
    {
        if (CardProcessorProcess() is not { } process) return;
        Interlocked.Increment(ref _stalls);
        await SignalAsync("-STOP", process);
        await Task.Delay(duration);
        await SignalAsync("-CONT", process);
        Interlocked.Decrement(ref _stalls);
    }

    /// <summary>Whether the secrets have been generated.</summary>
    public bool HasSecrets => File.Exists(Secrets);

    /// <summary>The value of a generated secret.</summary>
    public string Secret(string name) => JsonNode.Parse(File.ReadAllText(Secrets))![name]!.GetValue<string>();

    /// <summary>Deletes what is on disk; without this it stays for whoever looks for what went wrong.</summary>
    public void Forget() => Directory.Delete(Data, recursive: true);

    public virtual ValueTask DisposeAsync()
    {
        Client.Dispose();
        Guard.Dispose();
        return ValueTask.CompletedTask;
    }

    protected static IReadOnlyList<RunApp> ReadApps() =>
        RunTemplateReader.Read(Path.Combine(Repository.Root, "dapr.yaml"), new Dictionary<string, string>()).Apps;

    protected abstract int? CardProcessorProcess();

    private static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [signal, $"{process}"]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }
}
