using System.Runtime.CompilerServices;
using Daprlet.Components;
using Daprlet.Components.PubSub;
using Daprlet.Components.PubSub.Sqlite;
using DaprShop.Testing;
using static DaprShop.Tests.Daprlet.PubSub.SqliteBrokers;

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

        await Eventually.TrueAsync(() => orders.Count == 1_000 && mail.Count == 1_000);
        Assert.Equal(1_000, orders.Distinct);
        Assert.Equal(1_000, mail.Distinct);
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
        await Eventually.TrueAsync(() => slow.Count == 1);

        var ended = subscription.DisposeAsync().AsTask();
        release.SetResult();
        await ended.WaitAsync(Limit);
        var other = new Receiver();
        await using var takeover = await SubscribeAsync(pubSub, other);

        await Eventually.TrueAsync(() => other.Count == 4);
        Assert.Equal(1, slow.Count);
    }

    [Fact]
    public async Task A_delivery_ends_when_another_consumer_has_been_given_its_message()
    {
        var pubSub = await StartAsync("orders", ("leaseDuration", "1s"));
        var end = new TaskCompletionSource();
        var slow = new Receiver(gate: end.Task);
        await using var subscription = await SubscribeAsync(pubSub, slow);
        try
        {
            await PublishAsync(pubSub, "m");
            await Eventually.TrueAsync(() => slow.Count == 1);

            using (var session = _brokers.Open())
                session.Execute("UPDATE pubsub_deliveries SET holder = 'another'"); // as after a pause that was longer than the lease

            await AdvanceUntilAsync(() => slow.Withdrawn == 1, "the delivery to be withdrawn");
        }
        finally
        {
            end.SetResult(); // the subscription does not end before its deliveries
        }
    }

    [Fact]
    public async Task Messages_outlive_the_broker_and_wait_for_the_first_subscriber()
    {
        var pubSub = await StartAsync("shop");
        await PublishAsync(pubSub, "kept");
        await _brokers.EndAsync(pubSub);

        var receiver = new Receiver();
        await using var subscription = await SubscribeAsync(await StartAsync("orders"), receiver);
        await Eventually.TrueAsync(() => receiver.Count == 1);
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

    private Task<SqlitePubSub> StartAsync(string appId, params (string, string)[] metadata) => _brokers.StartAsync(appId, metadata);

    private Task AdvanceUntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Eventually.TrueAsync(_brokers.Time, TimeSpan.FromMilliseconds(100), condition, what);
}
