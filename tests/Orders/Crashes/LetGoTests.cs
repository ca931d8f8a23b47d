using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.Orders.Crashes;

/// <summary>
/// A sidecar lets go of a turn when its actor moves, while the turn waits for anything: state, reminders, another service, the broker. No
/// time limit of Orders ever ends here, so whatever goes on does because the turn has ended.
/// </summary>
public sealed class LetGoTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Wherever_a_turn_waits_when_its_sidecar_lets_go_of_it_it_ends_and_the_order_goes_on_to_the_right_end()
    {
        string[] expected =
        [
            "GET //v1.0/actors/OrderActor/*/state/order", "/OrderActor/*/state order", "PUT //v1.0/actors/OrderActor/*/reminders/drive",
            "DELETE //v1.0/actors/OrderActor/*/reminders/drive", "/OrderActor/*/reminders/payment-deadline", "/SaveState order-*", "/SaveState orders-of-*",
            "/PublishEvent shop.orders", "/products/method/internal/v1/orders/*/reserve", "/payments/method/internal/v1/orders/*/attempts/1/capture",
        ];
        await using var line = await SidecarLine.StartAsync();
        await using var shop = await ShopHost.StartOnLineAsync(line, ("Orders:DriveInterval", "00:00:00.1"));
        var held = new List<string>();
        for (var number = 1; await BuyAsync(shop, line, number) is { } request; number++) held.Add(request);

        Assert.All(expected, request => Assert.Contains(held, one => one.Contains(request, StringComparison.Ordinal)));
    }

    /// <summary>Buys something while the n-th request that Orders makes for it is held, and its sidecar lets go of whatever waits for that.</summary>
    /// <returns>The request; null if there are not so many.</returns>
    private static async Task<string?> BuyAsync(ShopHost shop, SidecarLine line, int number)
    {
        var (user, product) = (Guid.CreateVersion7(), await shop.AddProductAsync());
        var life = line.Watch(user);
        life.Hold(number);
        var buying = BuyAsync(shop, life, user, product);
        await shop.WhileTimeGoesByAsync(Task.WhenAny(buying, Eventually.TrueAsync(() => Task.FromResult(life.HeldAt is not null || buying.IsCompleted), "something to wait for")));
        if (life.HeldAt is not null) shop.LetGoOfOrders();
        try
        {
            await shop.WhileTimeGoesByAsync(buying.WaitAsync(Patience));
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The turn that waits for {life.HeldAt} does not end.", exception);
        }

        // It may be carried out late, and must not matter then.
        life.Release();
        await shop.WhileTimeGoesByAsync(CheckAsync(shop, user, product, life.OrderId!.Value));
        return life.HeldAt;
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
