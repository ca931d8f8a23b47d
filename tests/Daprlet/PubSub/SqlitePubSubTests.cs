using System.Collections.Concurrent;
using System.Text;
using Daprlet.Components;
using Daprlet.Components.PubSub;
using Daprlet.Components.PubSub.Sqlite;

namespace DaprShop.Tests.Daprlet.PubSub;

public sealed class SqlitePubSubTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly SqliteBrokers _brokers = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _brokers.DisposeAsync();

    [Fact]
    public async Task Each_group_gets_every_message_and_the_instances_of_an_app_share_them()
    {
        var published = await StartAsync("shop");
        var orders = new Receiver();
        var mail = new Receiver();
        await using var first = await SubscribeAsync(await StartAsync("orders"), orders);
        await using var second = await SubscribeAsync(await StartAsync("orders"), orders);
        await using var third = await SubscribeAsync(await StartAsync("mail"), mail);

        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(n => PublishAsync(published, $"{n}")));

        await UntilAsync(() => orders.Count == 1_000 && mail.Count == 1_000);
        Assert.Equal(1_000, orders.Distinct);
        Assert.Equal(1_000, mail.Distinct);
    }

    [Fact]
    public async Task A_failed_delivery_is_repeated_after_growing_delays()
    {
        var pubSub = await StartAsync("orders", ("initialRedeliveryDelay", "1s"), ("maxRedeliveryDelay", "4s"));
        var receiver = new Receiver(_ => DeliveryResult.Failed("no"));
        await using var subscription = await SubscribeAsync(pubSub, receiver);
        await PublishAsync(pubSub, "m");
        await UntilAsync(() => receiver.Count == 1);

        for (var delivery = 2; delivery <= 5; delivery++)
        {
            var before = _brokers.Time.GetUtcNow();
            await AdvanceUntilAsync(() => receiver.Count == delivery);
            Assert.InRange((_brokers.Time.GetUtcNow() - before).TotalSeconds, Math.Min(4, 1 << (delivery - 2)) - 0.3, Math.Min(4, 1 << (delivery - 2)) + 1.5);
        }
    }

    [Fact]
    public async Task After_the_last_delivery_the_message_goes_to_the_dead_letter_topic()
    {
        var pubSub = await StartAsync("orders", ("initialRedeliveryDelay", "1s"), ("maxDeliveries", "3"));
        var receiver = new Receiver(_ => DeliveryResult.Failed("no"));
        var dead = new Receiver();
        await using var subscription = await SubscribeAsync(pubSub, receiver, deadLetterTopic: "dead");
        await using var graveyard = await pubSub.SubscribeAsync(new TopicSubscription("dead", null, Empty), dead.HandleAsync, CancellationToken.None);
        await PublishAsync(pubSub, "m", ("color", "red"));

        await AdvanceUntilAsync(() => dead.Count == 1);
        Assert.Equal(3, receiver.Count);
        Assert.Equal("red", dead.Messages.Single().Metadata["color"]);
    }

    [Fact]
    public async Task Without_a_dead_letter_topic_a_failing_message_is_delivered_on_and_on()
    {
        var pubSub = await StartAsync("orders", ("initialRedeliveryDelay", "1s"), ("maxRedeliveryDelay", "1s"), ("maxDeliveries", "2"));
        var receiver = new Receiver(_ => DeliveryResult.Failed("no"));
        await using var subscription = await SubscribeAsync(pubSub, receiver);
        await PublishAsync(pubSub, "m");

        await AdvanceUntilAsync(() => receiver.Count >= 5);
    }

    [Fact]
    public async Task A_rejected_message_is_not_delivered_again()
    {
        var pubSub = await StartAsync("orders", ("concurrency", "1"));
        var receiver = new Receiver(message => Text(message) == "bad" ? DeliveryResult.Rejected("no") : DeliveryResult.Done);
        await using var subscription = await SubscribeAsync(pubSub, receiver);
        await PublishAsync(pubSub, "bad");
        await PublishAsync(pubSub, "next");
        await UntilAsync(() => receiver.Count == 2); // one at a time, so that the rejection has been stored
        _brokers.Time.Advance(TimeSpan.FromMinutes(10));
        await PublishAsync(pubSub, "last");

        await UntilAsync(() => receiver.Messages.Any(message => Text(message) == "last"));
        Assert.Single(receiver.Messages, message => Text(message) == "bad");
    }

    [Fact]
    public async Task What_a_consumer_had_not_begun_when_it_ended_goes_to_another_at_once()
    {
        var pubSub = await StartAsync("orders", ("concurrency", "1"));
        var release = new TaskCompletionSource();
        var slow = new Receiver(_ => DeliveryResult.Done, release.Task);
        var subscription = await SubscribeAsync(pubSub, slow);
        for (var n = 0; n < 5; n++)
            await PublishAsync(pubSub, $"{n}");
        await UntilAsync(() => slow.Count == 1);

        var ended = subscription.DisposeAsync().AsTask();
        release.SetResult();
        await ended.WaitAsync(Limit);
        var other = new Receiver();
        await using var takeover = await SubscribeAsync(pubSub, other);

        await UntilAsync(() => other.Count == 4);
        Assert.Equal(1, slow.Count);
    }

    [Fact]
    public async Task A_delivery_ends_when_another_consumer_has_been_given_its_message()
    {
        var pubSub = await StartAsync("orders", ("leaseDuration", "1s"));
        var slow = new Receiver(gate: new TaskCompletionSource().Task);
        await using var subscription = await SubscribeAsync(pubSub, slow);
        await PublishAsync(pubSub, "m");
        await UntilAsync(() => slow.Count == 1);

        using (var session = _brokers.Open())
            session.Execute("UPDATE pubsub_deliveries SET holder = 'another'"); // as after a pause that was longer than the lease

        await AdvanceUntilAsync(() => slow.Withdrawn == 1);
    }

    [Fact]
    public async Task Messages_outlive_the_broker_and_wait_for_the_first_subscriber()
    {
        var pubSub = await StartAsync("shop");
        await PublishAsync(pubSub, "kept");
        await _brokers.EndAsync(pubSub);

        var receiver = new Receiver();
        await using var subscription = await SubscribeAsync(await StartAsync("orders"), receiver);
        await UntilAsync(() => receiver.Count == 1);
    }

    [Fact]
    public async Task Sidecars_that_wait_for_the_disk_and_those_that_do_not_share_a_file()
    {
        var receivers = new[] { new Receiver(), new Receiver() };
        var careful = await StartAsync("careful", ("synchronous", "full"));
        await using var first = await SubscribeAsync(careful, receivers[0]);
        await using var second = await SubscribeAsync(await StartAsync("quick", ("synchronous", "normal")), receivers[1]);
        await PublishAsync(careful, "m");

        await AdvanceUntilAsync(() => receivers.All(receiver => receiver.Count == 1));
    }

    [Fact]
    public async Task A_word_for_synchronous_that_is_not_known_keeps_the_component_from_starting() =>
        await Assert.ThrowsAsync<ComponentException>(() => StartAsync("orders", ("synchronous", "sometimes")));

    private static readonly Dictionary<string, string> Empty = [];

    private Task<SqlitePubSub> StartAsync(string appId, params (string, string)[] metadata) => _brokers.StartAsync(appId, metadata);

    private static Task<IAsyncDisposable> SubscribeAsync(SqlitePubSub pubSub, Receiver receiver, string? deadLetterTopic = null) =>
        pubSub.SubscribeAsync(new TopicSubscription("t", deadLetterTopic, Empty), receiver.HandleAsync, CancellationToken.None);

    private static Task PublishAsync(SqlitePubSub pubSub, string text, params (string Name, string Value)[] metadata) =>
        pubSub.PublishAsync(new PubSubMessage("t", Encoding.UTF8.GetBytes(text), metadata.ToDictionary(item => item.Name, item => item.Value)), CancellationToken.None);

    private static string Text(PubSubMessage message) => Encoding.UTF8.GetString(message.Data.Span);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition())
            await Task.Delay(5, limit.Token);
    }

    /// <summary>Moves the clock in small steps, leaving what it wakes the time to run.</summary>
    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition())
        {
            _brokers.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(10, limit.Token);
        }
    }

    private sealed class Receiver(Func<PubSubMessage, DeliveryResult>? answer = null, Task? gate = null)
    {
        private readonly ConcurrentQueue<PubSubMessage> _messages = [];
        private int _withdrawn;

        public IEnumerable<PubSubMessage> Messages => _messages;

        public int Count => _messages.Count;

        /// <summary>How many deliveries the broker has taken back.</summary>
        public int Withdrawn => Volatile.Read(ref _withdrawn);

        public int Distinct => _messages.Select(Text).Distinct().Count();

        public async Task<DeliveryResult> HandleAsync(PubSubMessage message, CancellationToken withdrawn)
        {
            _messages.Enqueue(message);
            if (gate is not null)
                await gate.WaitAsync(withdrawn).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (withdrawn.IsCancellationRequested)
                Interlocked.Increment(ref _withdrawn);
            return answer?.Invoke(message) ?? DeliveryResult.Done;
        }
    }
}
