using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace DaprShop.Tests.Sdk.SerilogAspNetCore;

internal sealed class CollectingSink : ILogEventSink, IDisposable
{
    private readonly ConcurrentQueue<LogEvent> _events = new();

    public IReadOnlyCollection<LogEvent> Events => [.. _events];

    public bool IsDisposed { get; private set; }

    /// <summary>The events of the request log, once there are as many: an answer can be read before its event is written.</summary>
    public async Task<IReadOnlyList<LogEvent>> RequestsAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        List<LogEvent> requests;
        while ((requests = [.. _events.Where(entry => entry.Properties.ContainsKey("RequestMethod") && entry.Properties.ContainsKey("Elapsed"))]).Count < count)
            await Task.Delay(10, limit.Token);

        return requests;
    }

    public async Task<LogEvent> RequestAsync() => Assert.Single(await RequestsAsync(1));

    public void Emit(LogEvent logEvent) => _events.Enqueue(logEvent);

    public void Dispose() => IsDisposed = true;
}
