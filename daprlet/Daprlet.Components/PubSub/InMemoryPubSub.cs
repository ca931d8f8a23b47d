using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Daprlet.Components.PubSub;

/// <summary>
/// <c>pubsub.in-memory</c>: a bus inside one sidecar. Each subscription gets its messages one after the other; a message that no
/// subscription wants, or whose delivery fails, is gone. A topic with a star at its end stands for all that begin like it.
/// </summary>
internal sealed partial class InMemoryPubSub : IPubSub
{
    private readonly ConcurrentDictionary<BusSubscription, string> _subscriptions = [];
    private ILogger? _logger;

    public IReadOnlyList<string> Features => ["SUBSCRIBE_WILDCARDS"];

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _logger = context.Logging.CreateLogger("dapr.contrib.pubsub.in-memory");
        return Task.CompletedTask;
    }

    /// <summary>Waits where a subscription is too far behind.</summary>
    public async Task PublishAsync(PubSubMessage message, CancellationToken cancellationToken)
    {
        foreach (var (subscription, topic) in _subscriptions)
        {
            if (IsMatch(topic, message.Topic))
                await subscription.EnqueueAsync(message, cancellationToken);
        }
    }

    public Task<IAsyncDisposable> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellationToken)
    {
        var bus = new BusSubscription(this, subscription.DeadLetterTopic, handler);
        _subscriptions[bus] = subscription.Topic;
        return Task.FromResult<IAsyncDisposable>(bus);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in _subscriptions.Keys)
            await subscription.DisposeAsync();
    }

    private static bool IsMatch(string pattern, string topic) => pattern.EndsWith('*')
        ? topic.Length >= pattern.Length && topic.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1))
        : pattern == topic;

    [LoggerMessage(Level = LogLevel.Error, Message = "A message on topic {Topic} is lost: {Reason}")]
    private static partial void LogLost(ILogger logger, string topic, string reason);

    /// <summary>One subscription: a queue and what empties it.</summary>
    private sealed class BusSubscription : IAsyncDisposable
    {
        private const int MaxQueued = 100_000;

        private readonly Channel<PubSubMessage> _queue = Channel.CreateBounded<PubSubMessage>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
        private readonly CancellationTokenSource _stopping = new();
        private readonly InMemoryPubSub _bus;
        private readonly string? _deadLetterTopic;
        private readonly MessageHandler _handler;
        private readonly Task _delivering;

        public BusSubscription(InMemoryPubSub bus, string? deadLetterTopic, MessageHandler handler)
        {
            _bus = bus;
            _deadLetterTopic = deadLetterTopic;
            _handler = handler;
            _delivering = Task.Run(DeliverAllAsync);
        }

        public ValueTask EnqueueAsync(PubSubMessage message, CancellationToken cancellationToken) =>
            _queue.Writer.TryWrite(message) || _stopping.IsCancellationRequested ? ValueTask.CompletedTask : WaitAsync(message, cancellationToken);

        public async ValueTask DisposeAsync()
        {
            if (!_bus._subscriptions.TryRemove(this, out _))
                return;
            _queue.Writer.Complete();
            await _stopping.CancelAsync();
            await _delivering;
            _stopping.Dispose();
        }

        private async ValueTask WaitAsync(PubSubMessage message, CancellationToken cancellationToken)
        {
            while (await _queue.Writer.WaitToWriteAsync(cancellationToken) && !_queue.Writer.TryWrite(message))
            {
            }
        }

        private async Task DeliverAllAsync()
        {
            while (!_stopping.IsCancellationRequested && await _queue.Reader.WaitToReadAsync())
            {
                while (!_stopping.IsCancellationRequested && _queue.Reader.TryRead(out var message))
                    await DeliverAsync(message);
            }
        }

        private async Task DeliverAsync(PubSubMessage message)
        {
            try
            {
                var result = await _handler(message, CancellationToken.None);
                if (result.Outcome != DeliveryOutcome.Done && _deadLetterTopic is not null)
                    await _bus.PublishAsync(message with { Topic = _deadLetterTopic }, _stopping.Token);
                else if (result.Outcome is DeliveryOutcome.Failed or DeliveryOutcome.Exhausted)
                    LogLost(_bus._logger!, message.Topic, result.Reason);
            }
            catch (OperationCanceledException)
            {
                LogLost(_bus._logger!, message.Topic, "the subscription ended");
            }
        }
    }
}
