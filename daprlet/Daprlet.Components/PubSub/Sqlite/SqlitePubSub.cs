using System.Runtime.InteropServices;
using Daprlet.Components.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Daprlet.Components.PubSub.Sqlite;

/// <summary>
/// <c>pubsub.sqlite</c>: a durable broker in a file. Every consumer group of a topic gets every message at least once; a group is an app,
/// however many instances it has. What was published survives the death of any process. Dapr has no such component.
/// </summary>
internal sealed partial class SqlitePubSub : IPubSub
{
    private static readonly TimeSpan CleanInterval = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stopping = new();
    private SqlitePubSubOptions _options = null!;
    private TimeProvider _time = TimeProvider.System;
    private ILogger _logger = null!;
    private Shared<SqliteBroker>.Lease? _lease;
    private Task _cleaning = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;

    private SqliteBroker Broker => _lease!.Value;

    public async Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _options = SqlitePubSubOptions.From(context);
        _time = context.Time;
        _logger = context.Logging.CreateLogger("dapr.contrib.pubsub.sqlite");
        try
        {
            _lease = SqliteBroker.Rent(_options.File, _options.IsSynced);
            await Broker.WriteAsync(MessageStore.CreateTables);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"{_options.File}: {e.Message}", e);
        }
        _cleaning = CleanAllAsync();
        _watching = OtherProcesses.WatchAsync(Broker.File, _options.PollInterval, Broker.WakeAll, _stopping.Token);
    }

    public Task PublishAsync(PubSubMessage message, CancellationToken cancellationToken)
    {
        var data = MemoryMarshal.TryGetArray(message.Data, out var segment) && segment.Count == segment.Array!.Length ? segment.Array : message.Data.ToArray();
        return Broker.PublishAsync(message.Topic, MessageMetadata.Write(message.Metadata), data, _time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    public async Task<IAsyncDisposable> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellationToken) =>
        await SqliteSubscription.StartAsync(Broker, _options, subscription, handler, _time, _logger);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _cleaning;
        await _watching;
        if (_lease is not null)
            await _lease.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task CleanAllAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Broker.WriteAsync(session => MessageStore.Clean(session, (_time.GetUtcNow() - _options.Retention).ToUnixTimeMilliseconds()));
            }
            catch (SqliteException e)
            {
                LogNotCleaned(_logger, e.Message);
            }
            await Task.Delay(CleanInterval, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "pubsub.sqlite: old messages are not removed: {Reason}")]
    private static partial void LogNotCleaned(ILogger logger, string reason);
}
