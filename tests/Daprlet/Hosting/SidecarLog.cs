using System.Collections.Concurrent;
using Daprlet.Observability;
using Microsoft.Extensions.Logging;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>The log lines of a sidecar, as it writes them.</summary>
internal sealed class SidecarLog : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _lines = [];

    public SidecarLog() => Factory = LoggerFactory.Create(builder => builder.AddProvider(new DaprLogProvider(new Lines(_lines), "shop", asJson: false)).AddFilter("Microsoft", LogLevel.Warning));

    public ILoggerFactory Factory { get; }

    /// <summary>How many lines hold the text.</summary>
    public int Count(string text) => _lines.Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until so many lines hold the text.</summary>
    public async Task UntilAsync(string text, int lines = 1)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (Count(text) < lines)
            await Task.Delay(10, limit.Token);
    }

    public void Dispose() => Factory.Dispose();

    private sealed class Lines(ConcurrentQueue<string> lines) : StringWriter
    {
        public override void WriteLine(string? value) => lines.Enqueue(value ?? "");
    }
}
