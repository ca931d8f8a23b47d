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
        ["CardSandbox__SlowAnswer"] = "00:00:06",
    };

    protected RunningShop(IReadOnlyList<RunApp> apps)
    {
        Apps = apps;
        Data = Directory.CreateTempSubdirectory("daprshop-chaos-").FullName;
        Guard = new ProcessGuard(lockFile: null);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://localhost:{GatewayPort}"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>For the gateway.</summary>
    public HttpClient Client { get; }

    /// <summary>The folder with databases, secrets and logs.</summary>
    public string Data { get; }

    /// <summary>Where the card processor listens now.</summary>
    public abstract Uri CardProcessor { get; }

    /// <summary>What can be killed, by name; one that matters more stands here more often.</summary>
    public abstract IReadOnlyList<string> Victims { get; }

    protected IReadOnlyList<RunApp> Apps { get; }

    protected int GatewayPort { get; } = FreePorts.Take();

    protected ProcessGuard Guard { get; }

    protected string Secrets => Path.Combine(Data, "secrets.json");

    protected string Logs => Path.Combine(Data, "logs");

    /// <summary>Kills a victim, if it runs.</summary>
    public abstract bool Kill(string victim);

    /// <summary>Lets the card processor stand still, as an overloaded one does: connections stay, answers do not come.</summary>
    public async Task StallCardProcessorAsync(TimeSpan duration)
    {
        if (CardProcessorProcess() is not { } process) return;
        await SignalAsync("-STOP", process);
        await Task.Delay(duration);
        await SignalAsync("-CONT", process);
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
