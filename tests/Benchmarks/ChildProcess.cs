using System.Diagnostics;

namespace DaprShop.Benchmarks;

/// <summary>This program again, in another role: it says which ports it listens on, and ends when its input ends, however its parent dies.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>The role of the app that is called.</summary>
    public const string App = "app";

    /// <summary>The role of a process with the sidecars of both apps, as a local run has it.</summary>
    public const string Sidecars = "sidecars";

    /// <summary>The role of an app that hosts actors.</summary>
    public const string ActorApp = "actor-app";

    /// <summary>The role of the sidecar of <see cref="ActorApp"/>.</summary>
    public const string ActorSidecar = "actor-sidecar";

    /// <summary>The role of a sidecar whose start is measured.</summary>
    public const string Start = "start";

    /// <summary>The role of two instances of Products with their sidecars.</summary>
    public const string Products = "products";

    private readonly Process _process;

    private ChildProcess(Process process, IReadOnlyList<int> ports) => (_process, Ports) = (process, ports);

    public IReadOnlyList<int> Ports { get; }

    /// <summary>The memory that the process has now.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<ChildProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{arguments[0]} ended before it listened");
        return new ChildProcess(process, [.. line.Split(' ').Select(int.Parse)]);
    }

    /// <summary>Says in the child that these ports are open, then waits for the parent's end.</summary>
    public static async Task ServeAsync(params int[] ports)
    {
        Console.WriteLine(string.Join(' ', ports));
        await Console.In.ReadToEndAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
