using System.Runtime.CompilerServices;
using Daprlet.Components.PubSub;
using Daprlet.Components.PubSub.Sqlite;
using DaprShop.Testing;
using static DaprShop.Tests.Daprlet.PubSub.SqliteBrokers;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>When <c>pubsub.sqlite</c> delivers a message again, and where it goes when it is not.</summary>
public sealed class RedeliveryTests : IAsyncLifetime
{
    private readonly SqliteBrokers _brokers = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _brokers.DisposeAsync();

    [Fact]
    public async Task A_failed_delivery_is_repeated_after_growing_delays_and_not_before()
    {
        var pubSub = await _brokers.StartAsync("orders", ("initialRedeliveryDelay", "1s"), ("maxRedeliveryDelay", "4s"));
        var receiver = new Receiver(message => Receiver.Text(message) == "m" ? DeliveryResult.Failed("no") : DeliveryResult.Done);
        await using var subscription = await SubscribeAsync(pubSub, receiver);
        await PublishAsync(pubSub, "m");

        var deliveries = 0;
        foreach (var seconds in (int[])[1, 2, 4, 4])
        {
            deliveries++;
            await Eventually.TrueAsync(() => receiver.CountOf("m") == deliveries && Failures() == deliveries, $"delivery {deliveries} to fail");
            _brokers.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            await LookAsync(pubSub, receiver);
            Assert.Equal(deliveries, receiver.CountOf("m"));

            _brokers.Time.Advance(TimeSpan.FromMilliseconds(1));
            await LookAsync(pubSub, receiver);
        }
        await Eventually.TrueAsync(() => receiver.CountOf("m") == deliveries + 1);
    }

    [Fact]
    public async Task Nobody_has_to_publish_for_a_failed_delivery_to_be_repeated()
    {
        var pubSub = await _brokers.StartAsync("orders", ("initialRedeliveryDelay", "1s"));
        var receiver = new Receiver(_ => DeliveryResult.Failed("no"));
        await using var subscription = await SubscribeAsync(pubSub, receiver);
        await PublishAsync(pubSub, "m");

        await AdvanceUntilAsync(() => receiver.Count == 3);
    }

    [Fact]
    public async Task After_the_last_delivery_the_message_goes_to_the_dead_letter_topic()
    {
        var pubSub = await _brokers.StartAsync("orders", ("initialRedeliveryDelay", "1s"), ("maxDeliveries", "3"));
        var receiver = new Receiver(_ => DeliveryResult.Failed("no"));
        var dead = new Receiver();
        await using var subscription = await SubscribeAsync(pubSub, receiver, deadLetterTopic: "dead");
        await using var graveyard = await pubSub.SubscribeAsync(new TopicSubscription("dead", null, new Dictionary<string, string>()), dead.HandleAsync, CancellationToken.None);
        await PublishAsync(pubSub, "m", ("color", "red"));

        await AdvanceUntilAsync(() => dead.Count == 1);
        Assert.Equal(3, receiver.Count);
        Assert.Equal("red", dead.Messages.Single().Metadata["color"]);
    }

    [Fact]
    public async Task Without_a_dead_letter_topic_a_failing_message_is_delivered_on_and_on()
    {
        var pubSub = await _brokers.StartAsync("orders", ("initialRedeliveryDelay", "1s"), ("maxRedeliveryDelay", "1s"), ("maxDeliveries", "2"));
        var receiver = new Receiver(_ => DeliveryResult.Failed("no"));
        await using var subscription = await SubscribeAsync(pubSub, receiver);
        await PublishAsync(pubSub, "m");

        await AdvanceUntilAsync(() => receiver.Count >= 5);
    }

    [Fact]
    public async Task A_rejected_message_is_not_delivered_again()
    {
        var pubSub = await _brokers.StartAsync("orders", ("concurrency", "1"));
        var receiver = new Receiver(message => Receiver.Text(message) == "bad" ? DeliveryResult.Rejected("no") : DeliveryResult.Done);
        await using var subscription = await SubscribeAsync(pubSub, receiver);
        await PublishAsync(pubSub, "bad");
        await PublishAsync(pubSub, "next");
        await Eventually.TrueAsync(() => receiver.Count == 2); // one at a time, so that the rejection has been stored
        _brokers.Time.Advance(TimeSpan.FromMinutes(10));
        await PublishAsync(pubSub, "last");

        await Eventually.TrueAsync(() => receiver.Messages.Any(message => Receiver.Text(message) == "last"));
        Assert.Single(receiver.Messages, message => Receiver.Text(message) == "bad");
    }

    /// <summary>Waits until a consumer has looked for all that is due.</summary>
    private static async Task LookAsync(SqlitePubSub pubSub, Receiver receiver)
    {
        var text = $"{Guid.NewGuid()}";
        await PublishAsync(pubSub, text);
        await Eventually.TrueAsync(() => receiver.CountOf(text) == 1, "a message that is due");
    }

    /// <summary>How often a message that waits for its next delivery has failed; 0 when none waits.</summary>
    private long Failures()
    {
        using var session = _brokers.Open();
        return (long)session.Scalar("SELECT COALESCE(MAX(deliveries), 0) FROM pubsub_deliveries WHERE holder IS NULL")!;
    }

    private Task AdvanceUntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Eventually.TrueAsync(_brokers.Time, TimeSpan.FromMilliseconds(100), condition, what);
}
