using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.Orders.Crashes;

/// <summary>
/// A sidecar lets go of a turn when its actor moves, while the turn waits for anything: state, reminders, another service, the broker. No
/// time limit of Orders ever ends here, so whatever goes on does because the turn has ended.
/// </summary>
public sealed class LetGoTests
{
    [Theory]
    [InlineData("/OrderActor/*/method/PlaceAsync")]
    [InlineData("GET //v1.0/actors/OrderActor/*/state/order")]
    [InlineData("/OrderActor/*/state order")]
    [InlineData("PUT //v1.0/actors/OrderActor/*/reminders/drive")]
    [InlineData("PUT //v1.0/actors/OrderActor/*/reminders/payment-deadline")]
    [InlineData("DELETE //v1.0/actors/OrderActor/*/reminders/drive")]
    [InlineData("/SaveState order-*")]
    [InlineData("/SaveState orders-of-*")]
    [InlineData("/PublishEvent shop.orders")]
    [InlineData("/products/method/internal/v1/orders/*/reserve")]
    [InlineData("/products/method/internal/v1/orders/*/commit")]
    [InlineData("/payments/method/internal/v1/orders/*/attempts/1/authorise")]
    [InlineData("/payments/method/internal/v1/orders/*/attempts/1/capture")]
    public async Task Wherever_a_turn_waits_when_its_sidecar_lets_go_of_it_it_ends_and_the_order_goes_on_to_the_right_end(string request)
    {
        await using var line = await SidecarLine.StartAsync();
        await using var shop = await ShopHost.StartOnLineAsync(line, ("Orders:DriveInterval", "00:00:00.1"));
        var (user, product) = (Guid.CreateVersion7(), await shop.AddProductAsync());
        var life = line.Watch(user);
        life.Hold(request);
        var buying = BuyAsync(shop, life, user, product);
        await shop.WhileTimeGoesByAsync(Eventually.TrueAsync(() => Task.FromResult(life.HeldAt is not null), "something to wait for"));
        shop.LetGoOfOrders();
        // What Payments does goes on beside the turns, and the next one waits for it.
        if (request.StartsWith("/payments/", StringComparison.Ordinal)) life.Release();
        await shop.WhileTimeGoesByAsync(buying);

        // It may be carried out late, and must not matter then.
        life.Release();
        await shop.WhileTimeGoesByAsync(CheckAsync(shop, user, product, life.OrderId!.Value));
    }

    // Two seconds are Dapr's default. Placement throws a sidecar out whose move takes longer than 8 s, and a turn may wait for the move that waits for it.
    [Fact]
    public async Task No_service_gives_its_turns_more_time_than_Dapr_before_their_actors_move()
    {
        await using var shop = await ShopHost.StartAsync();
        foreach (var service in (ServiceHost[])[shop.Orders, shop.Products])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/dapr/config") { Headers = { { "dapr-api-token", ServiceHost.AppApiToken } } };
            var config = await ShopHost.ReadAsync(await service.Direct.SendAsync(request), HttpStatusCode.OK);

            Assert.Single(config["entities"]!.AsArray());
            Assert.DoesNotContain("drainOngoingCallTimeout", config.ToJsonString(), StringComparison.Ordinal);
            Assert.True((bool)config["drainRebalancedActors"]!);
        }
    }

    private static async Task BuyAsync(ShopHost shop, Life life, Guid user, Guid product)
    {
        await Eventually.TrueAsync(async () => (await shop.PlaceAsync(user, "key", (product, 2))).StatusCode == HttpStatusCode.Created, "the order to be placed");
        await Eventually.TrueAsync(async () => (await shop.PayAsync(user, life.OrderId!.Value)).StatusCode == HttpStatusCode.OK, "the order to be paid");
        await Eventually.TrueAsync(() => shop.IsQuietAsync(life.OrderId!.Value), "the order to be at rest");
    }

    private static async Task CheckAsync(ShopHost shop, Guid user, Guid product, Guid order)
    {
        Assert.Equal("Paid", await shop.OnlyStatusAsync(user));
        Assert.Equal((8, 0, 2), await shop.StockAsync(product));
        Assert.Equal((25, 0), await shop.MoneyAsync(order));
        Assert.Equal(["placed", "awaiting-payment", "paid"], shop.Events.EventsOf(order).DistinctBy(one => one.Id).Select(one => one.Type.Split('.')[2]));
    }
}
