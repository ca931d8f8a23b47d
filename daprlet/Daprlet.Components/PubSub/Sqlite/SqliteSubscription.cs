using System.Collections.Concurrent;
using System.Threading.Channels;
using Daprlet.Components.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Daprlet.Components.PubSub.Sqlite;

/// <summary>One consumer of a group: claims messages that are due, hands them to the workers, and keeps its hold on them until they are settled.</summary>
internal sealed partial class SqliteSubscription : IAsyncDisposable
{
    private const int ClaimsPerWorker = 4;
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Channel<HeldMessage> _claimed = Channel.CreateUnbounded<HeldMessage>();
    private readonly ConcurrentDictionary<long, HeldMessage> _held = [];
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _delivering = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _idle = new();
    private readonly WakeUp _wakeUp = new();
    private readonly SqliteBroker _broker;
    private readonly SqlitePubSubOptions _options;
    private readonly TopicSubscription _subscription;
    private readonly MessageHandler _handler;
    private readonly Holder _holder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _working;
    private readonly Task _renewing;

    private SqliteSubscription(SqliteBroker broker, SqlitePubSubOptions options, TopicSubscription subscription, MessageHandler handler, long group, TimeProvider time, ILogger logger)
    {
        (_broker, _options, _subscription, _handler, _time, _logger) = (broker, options, subscription, handler, time, logger);
        _holder = new Holder(group, Guid.NewGuid().ToString());
        _broker.Add(_wakeUp, subscription.Topic);
        _working = Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => Task.Run(WorkAsync)).Append(Task.Run(ClaimAllAsync)));
        _renewing = RenewAllAsync();
    }

    private int MaxHeld => _options.Concurrency * ClaimsPerWorker;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public static async Task<SqliteSubscription> StartAsync(SqliteBroker broker, SqlitePubSubOptions options, TopicSubscription subscription, MessageHandler handler, TimeProvider time, ILogger logger)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var group = await broker.WriteAsync(session => MessageStore.JoinGroup(session, subscription.Topic, options.ConsumerId, now));
        return new SqliteSubscription(broker, options, subscription, handler, group, time, logger);
    }

    /// <summary>Waits for the deliveries under way, then gives back what was not begun.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _broker.Remove(_wakeUp);
        await _working;
        await _idle.CancelAsync();
        await _renewing;
        await _broker.WriteAsync(session => MessageStore.Release(session, _holder, Now));
        _broker.Wake(_subscription.Topic);
        _stopping.Dispose();
        _idle.Dispose();
    }

    private async Task ClaimAllAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _wakeUp.WaitAsync(await ClaimAsync(), _time, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        _claimed.Writer.Complete();
    }

    /// <summary>Claims as much as there is room for, and says how long to wait for more.</summary>
    private async Task<TimeSpan> ClaimAsync()
    {
        if (_held.Count > MaxHeld / 2)
            return LongestWait;
        try
        {
            var (messages, wait) = await _broker.WriteAsync(Claim);
            foreach (var message in messages)
            {
                _held[message.Id] = message;
                _claimed.Writer.TryWrite(message);
            }
            return wait;
        }
        catch (SqliteException e)
        {
            LogFailed(_logger, _subscription.Topic, e.Message);
            return AfterError;
        }
    }

    private (List<HeldMessage> Messages, TimeSpan Wait) Claim(SqliteSession session)
    {
        var now = Now;
        var limit = MaxHeld - _held.Count;
        var messages = MessageStore.Claim(session, _holder, now, now + (long)_options.Lease.TotalMilliseconds, limit);
        if (messages.Count == limit)
            return (messages, LongestWait);
        var next = MessageStore.NextDue(session, _holder.Group) is { } due ? TimeSpan.FromMilliseconds(Math.Max(1, due - now)) : LongestWait;
        return (messages, next < LongestWait ? next : LongestWait);
    }

    private async Task WorkAsync()
    {
        await foreach (var message in _claimed.Reader.ReadAllAsync())
        {
            if (_stopping.IsCancellationRequested || !_held.ContainsKey(message.Id))
                continue;
            var result = await DeliverAsync(message);
            // Not waited for: the next delivery need not be late for the commit of this one, and the end of the subscription comes after it in the writer's queue.
            _ = SettleAsync(message, result);
            _held.TryRemove(message.Id, out _);
            if (_held.Count <= MaxHeld / 2)
                _wakeUp.Call();
        }
    }

    private async Task<DeliveryResult> DeliverAsync(HeldMessage message)
    {
        var withdrawal = new CancellationTokenSource(); // without a timer it holds nothing, so that it may be cancelled after the delivery
        _delivering[message.Id] = withdrawal;
        try
        {
            return await _handler(new PubSubMessage(_subscription.Topic, message.Data, MessageMetadata.Read(message.Metadata)), withdrawal.Token);
        }
        finally
        {
            _delivering.TryRemove(message.Id, out _);
        }
    }

    private async Task SettleAsync(HeldMessage message, DeliveryResult result)
    {
        try
        {
            await _broker.WriteAsync(session => Settle(session, message, result));
            if (result.Outcome is DeliveryOutcome.Failed or DeliveryOutcome.Exhausted)
                _wakeUp.Call();
            if (result.Outcome != DeliveryOutcome.Done && _subscription.DeadLetterTopic is { } deadLetterTopic)
                _broker.Wake(deadLetterTopic);
        }
        catch (SqliteException e)
        {
            // The message's lease runs out, and it is delivered again.
            LogFailed(_logger, _subscription.Topic, e.Message);
        }
    }

    private void Settle(SqliteSession session, HeldMessage message, DeliveryResult result)
    {
        var isLast = result.Outcome is DeliveryOutcome.Rejected or DeliveryOutcome.Exhausted || message.Deliveries >= _options.Redelivery.MaxDeliveries;
        if (result.Outcome != DeliveryOutcome.Done && isLast && _subscription.DeadLetterTopic is { } deadLetterTopic)
            MessageStore.Move(session, _holder, message.Id, deadLetterTopic, Now);
        else if (result.Outcome is DeliveryOutcome.Failed or DeliveryOutcome.Exhausted)
            MessageStore.Return(session, _holder, message.Id, Now + (long)_options.Redelivery.DelayAfter(message.Deliveries).TotalMilliseconds);
        else
            MessageStore.Complete(session, _holder, message.Id);
    }

    /// <summary>Keeps the leases of what is held, and the group in sight, until the last delivery has ended.</summary>
    private async Task RenewAllAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(_options.Lease / 3, _time, _idle.Token);
                foreach (var lost in await _broker.WriteAsync(Renew))
                    await WithdrawAsync(lost);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SqliteException e)
            {
                LogFailed(_logger, _subscription.Topic, e.Message);
            }
        }
    }

    /// <summary>Prolongs the leases, and answers the messages that another consumer may have by now: this one was held for dead.</summary>
    private List<long> Renew(SqliteSession session)
    {
        var now = Now;
        MessageStore.MarkSeen(session, _holder.Group, now);
        return [.. _held.Keys.Where(message => !MessageStore.Renew(session, _holder, message, now + (long)_options.Lease.TotalMilliseconds))];
    }

    /// <summary>Ends a delivery under way, or lets it not begin. One that has just been settled is not under way any more.</summary>
    private Task WithdrawAsync(long message)
    {
        _held.TryRemove(message, out _);
        return _delivering.TryGetValue(message, out var delivery) ? delivery.CancelAsync() : Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "pubsub.sqlite: a write for the subscription to topic {Topic} failed and is repeated: {Reason}")]
    private static partial void LogFailed(ILogger logger, string topic, string reason);
}
