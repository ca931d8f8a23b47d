using System.Threading.Channels;
using Daprlet.Components.Configuration;
using Microsoft.Extensions.Logging;

namespace Daprlet.Configuration;

/// <summary>
/// One subscription: brings the changes to its subscriber, one after the other. Of a key that changes again before the subscriber has taken the last change, it gets
/// only what the key has in the end, so that what waits for a slow subscriber does not grow.
/// </summary>
internal sealed partial class ConfigurationSubscription(IConfigurationStore store, string storeName, IConfigurationSubscriber subscriber, ILogger logger) : IAsyncDisposable
{
    private readonly Channel<string> _changed = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, ConfigurationItem> _pending = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IAsyncDisposable? _watch;
    private Task _deliveries = Task.CompletedTask;
    private int _disposed;

    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Where it comes from.</summary>
    public IConfigurationStore Store => store;

    /// <summary>The component's name.</summary>
    public string StoreName => storeName;

    /// <summary>Completes when the subscription has ended, whoever wanted it.</summary>
    public Task Ended => _ended.Task;

    /// <exception cref="ConfigurationStoreException">The store failed; it can be tried again.</exception>
    public async Task StartAsync(ConfigurationRequest request, CancellationToken cancellationToken)
    {
        _watch = await store.SubscribeAsync(request, Enqueue, cancellationToken);
        _deliveries = DeliverAllAsync();
    }

    /// <summary>Ends the subscription; an update under way is broken off. Repeated calls wait for the first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _ending.CancelAsync();
            if (_watch is not null)
                await _watch.DisposeAsync();
            await _deliveries;
            _ending.Dispose();
            _ended.SetResult();
        }
        await _ended.Task;
    }

    private void Enqueue(string key, ConfigurationItem item)
    {
        lock (_pending)
        {
            if (_pending.TryAdd(key, item))
                _changed.Writer.TryWrite(key);
            else
                _pending[key] = item;
        }
    }

    private ConfigurationItem Take(string key)
    {
        lock (_pending)
        {
            _pending.Remove(key, out var item);
            return item!;
        }
    }

    private async Task DeliverAllAsync()
    {
        var ending = _ending.Token;
        try
        {
            await foreach (var key in _changed.Reader.ReadAllAsync(ending))
                await DeliverAsync(new ConfigurationUpdate(Id, storeName, key, Take(key)), ending);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // That is the end.
        }
    }

    private async Task DeliverAsync(ConfigurationUpdate update, CancellationToken ending)
    {
        try
        {
            await subscriber.UpdateAsync(update, ending);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ending.IsCancellationRequested)
        {
            // An app may refuse an update in the moment in which the subscription ends.
            LogNotDelivered(logger, update.Key, storeName, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "error sending configuration item {Key} of {Store} to the app: {Reason}")]
    private static partial void LogNotDelivered(ILogger logger, string key, string store, string reason);
}
