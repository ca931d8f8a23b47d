using System.Collections.Concurrent;
using System.Text;
using Daprlet.Components.PubSub;
using Daprlet.Components.PubSub.Sqlite;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>Who has a message of <c>pubsub.sqlite</c> while its handler takes longer than a lease, or is dead.</summary>
public sealed class LeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly Dictionary<string, string> Empty = [];

    private readonly SqliteBrokers _brokers = new();
    private readonly ConcurrentQueue<string> _delivered = [];
    private readonly List<IAsyncDisposable> _subscriptions = [];
    private readonly TaskCompletionSource _end = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        foreach (var subscription in _subscriptions)
            await subscription.DisposeAsync();
        await _brokers.DisposeAsync();
    }

    [Fact]
    public async Task A_handler_that_takes_longer_than_the_lease_keeps_its_message_from_the_other_instance()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        await SubscribeAsync(one);
        await SubscribeAsync(other);
        await PublishAsync(one, "long");
        await Eventually.TrueAsync(() => Delivered("long") == 1);

        for (var step = 1; step <= 12; step++)
        {
            await PassThirdAsync();
            // Whoever takes this one looks for all that is due.
            await PublishAsync(other, $"short-{step}");
            await Eventually.TrueAsync(() => Delivered($"short-{step}") == 1);
        }

        _end.SetResult();
        await Eventually.TrueAsync(() => LeaseEnd() is null);
        Assert.Equal(1, Delivered("long"));
    }

    [Fact]
    public async Task A_message_whose_consumer_is_dead_goes_to_the_other_instance_at_the_end_of_its_lease_and_not_before()
    {
        _end.SetResult();
        var pubSub = await StartAsync();
        var gone = await SubscribeAsync(pubSub);
        await gone.DisposeAsync(); // the group stays
        _subscriptions.Remove(gone);
        await PublishAsync(pubSub, "long");
        using (var session = _brokers.Open())
            Assert.Single(MessageStore.Claim(session, new Holder(1, "dead"), Now, Now + (long)Lease.TotalMilliseconds, limit: 1));

        await SubscribeAsync(pubSub);
        _brokers.Time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        await PublishAsync(pubSub, "short");
        await Eventually.TrueAsync(() => Delivered("short") == 1);
        Assert.Equal(0, Delivered("long"));

        _brokers.Time.Advance(TimeSpan.FromMilliseconds(1));
        await PublishAsync(pubSub, "next");
        await Eventually.TrueAsync(() => Delivered("long") == 1);
    }

    [Fact]
    public async Task Messages_that_wait_for_a_slow_handler_stay_with_their_instance_too()
    {
        var one = await StartAsync(("concurrency", "1"));
        await SubscribeAsync(one);
        foreach (var text in (string[])["long", "behind-1", "behind-2"])
            await PublishAsync(one, text);
        await Eventually.TrueAsync(() => Delivered("long") == 1 && Held() == 3);

        var other = await StartAsync();
        await SubscribeAsync(other);
        for (var step = 1; step <= 6; step++)
        {
            await PassThirdAsync();
            await PublishAsync(other, $"short-{step}");
            await Eventually.TrueAsync(() => Delivered($"short-{step}") == 1);
        }
        Assert.Equal(0, Delivered("behind-1") + Delivered("behind-2"));

        _end.SetResult();
        await Eventually.TrueAsync(() => LeaseEnd() is null);
        Assert.Equal((1, 1, 1), (Delivered("long"), Delivered("behind-1"), Delivered("behind-2")));
    }

    /// <summary>Lets a third of a lease pass, and waits until all that are held have been renewed.</summary>
    private async Task PassThirdAsync()
    {
        _brokers.Time.Advance(Lease / 3);
        var atLeast = Now + ((long)Lease.TotalMilliseconds * 2 / 3);
        await Eventually.TrueAsync(() => LeaseEnd() > atLeast, "the leases of messages in hand to be renewed after a third of their time");
    }

    private long Now => _brokers.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<SqlitePubSub> StartAsync(params (string, string)[] metadata) => _brokers.StartAsync("orders", [("leaseDuration", $"{Lease.TotalSeconds}s"), .. metadata]);

    private async Task<IAsyncDisposable> SubscribeAsync(SqlitePubSub pubSub)
    {
        var subscription = await pubSub.SubscribeAsync(new TopicSubscription("t", null, Empty), HandleAsync, CancellationToken.None);
        _subscriptions.Add(subscription);
        return subscription;
    }

    private static Task PublishAsync(SqlitePubSub pubSub, string text) => pubSub.PublishAsync(new PubSubMessage("t", Encoding.UTF8.GetBytes(text), Empty), CancellationToken.None);

    private int Delivered(string text) => _delivered.Count(one => one == text);

    private async Task<DeliveryResult> HandleAsync(PubSubMessage message, CancellationToken withdrawn)
    {
        var text = Encoding.UTF8.GetString(message.Data.Span);
        _delivered.Enqueue(text);
        if (text == "long")
            await _end.Task.WaitAsync(withdrawn).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return DeliveryResult.Done;
    }

    /// <summary>When the first lease of those that are held ends, in milliseconds since 1970; null when nothing is stored any more.</summary>
    private long? LeaseEnd()
    {
        using var session = _brokers.Open();
        return (long?)session.Scalar("SELECT MIN(due) FROM pubsub_deliveries WHERE holder IS NOT NULL");
    }

    private long Held()
    {
        using var session = _brokers.Open();
        return (long)session.Scalar("SELECT COUNT(*) FROM pubsub_deliveries WHERE holder IS NOT NULL")!;
    }
}
