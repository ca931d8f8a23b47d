using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.Orders;

/// <summary>A broker that is away for longer than one try: every event comes once it is back, whatever the order is doing or not doing any more.</summary>
public sealed class OutboxTests
{
    private static readonly TimeSpan DriveInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongAfterPayment = TimeSpan.FromMinutes(30);
    private readonly Guid _user = Guid.CreateVersion7();

    [Fact]
    public async Task Events_of_an_order_that_is_paid_outlive_a_broker_that_is_away_for_many_intervals()
    {
        await using var shop = await ShopHost.StartAsync();
        shop.Events.IsAway = true;
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        Assert.Equal(HttpStatusCode.OK, (await shop.PayAsync(_user, id)).StatusCode);

        await StayAwayAsync(shop, id);
        await ComeBackAsync(shop, id, "placed", "awaiting-payment", "paid");
    }

    [Theory]
    [InlineData("confirm", "completed")]
    [InlineData("cancel", "refunded", "cancelled")]
    public async Task What_happens_long_after_the_payment_while_the_broker_is_away_is_told_when_it_is_back(string command, params string[] events)
    {
        await using var shop = await ShopHost.StartAsync();
        var id = await RestingAsync(shop);

        shop.Events.IsAway = true;
        Assert.Equal(HttpStatusCode.OK, (await shop.DoAsync(_user, id, command)).StatusCode);
        await StayAwayAsync(shop, id);
        await ComeBackAsync(shop, id, ["placed", "awaiting-payment", "paid", .. events]);
    }

    [Fact]
    public async Task What_happened_while_the_broker_was_away_is_told_after_a_restart_too()
    {
        await using var shop = await ShopHost.StartAsync();
        var id = await RestingAsync(shop);

        shop.Events.IsAway = true;
        Assert.Equal(HttpStatusCode.OK, (await shop.DoAsync(_user, id, "confirm")).StatusCode);
        await shop.RestartOrdersAsync();
        await StayAwayAsync(shop, id);
        await ComeBackAsync(shop, id, "placed", "awaiting-payment", "paid", "completed");
    }

    /// <summary>An order that was paid long ago, and that nothing drives any more.</summary>
    private async Task<Guid> RestingAsync(ShopHost shop)
    {
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        Assert.Equal(HttpStatusCode.OK, (await shop.PayAsync(_user, id)).StatusCode);
        shop.Time.Advance(LongAfterPayment);
        await shop.DriveUntilAsync(async () => (await shop.RemindersAsync(id)).Count == 0);
        return id;
    }

    private static async Task StayAwayAsync(ShopHost shop, Guid id)
    {
        for (var interval = 0; interval < 4; interval++)
        {
            var refused = shop.Events.Refused;
            shop.Time.Advance(DriveInterval);
            await Eventually.TrueAsync(async () => shop.Events.Refused > refused || await shop.IsQuietAsync(id), "another try to publish");
            Assert.True(shop.Events.Refused > refused, "There are events to publish, and no reminder.");
        }
    }

    private static async Task ComeBackAsync(ShopHost shop, Guid id, params string[] types)
    {
        Assert.Equal(0, shop.Events.EventsOf(id).Count(one => one.Type == $"shop.order.{types[^1]}.v1"));
        shop.Events.IsAway = false;

        await shop.DriveUntilAsync(() => Task.FromResult(shop.Events.EventsOf(id).DistinctBy(one => one.Id).Count() == types.Length));
        Assert.Equal(types.Select((type, index) => ($"{id}.shop.order.{type}.v1.{index + 1}", $"shop.order.{type}.v1")), shop.Events.EventsOf(id).DistinctBy(one => one.Id));
        await shop.DriveUntilAsync(() => shop.IsQuietAsync(id));
    }
}
