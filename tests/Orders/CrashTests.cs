using System.Net;
using Daprlet.Components.State;
using DaprShop.Testing;

namespace DaprShop.Tests.Orders;

/// <summary>
/// Fails the n-th write of a request, or what it asks of the card processor, before it is done or after, for every n, which is
/// how a crash between two steps looks to the next request; then repeats the request until it is answered.
/// </summary>
public sealed class CrashTests
{
    private readonly Guid _user = Guid.CreateVersion7();

    public static TheoryData<bool> BeforeOrAfter => [true, false];

    [Theory]
    [MemberData(nameof(BeforeOrAfter))]
    public async Task Wherever_placing_an_order_breaks_off_the_repetition_makes_one_order(bool isStored)
    {
        await using var shop = await ShopHost.StartAsync();
        await ForEveryWriteAsync(shop, isStored, async breakOff =>
        {
            var (first, second, user) = (await shop.AddProductAsync(), await shop.AddProductAsync(), Guid.CreateVersion7());
            breakOff();
            await RepeatAsync(() => shop.PlaceAsync(user, "key", (first, 2), (second, 1)), HttpStatusCode.Created);
            await shop.DriveUntilAsync(async () => await shop.OnlyStatusAsync(user) == "AwaitingPayment");
            Assert.Equal((8, 2, 0), await shop.StockAsync(first));
            Assert.Equal((9, 1, 0), await shop.StockAsync(second));
        });
    }

    [Theory]
    [MemberData(nameof(BeforeOrAfter))]
    public async Task Wherever_paying_and_cancelling_break_off_the_repetition_ends_with_all_given_back(bool isStored)
    {
        await using var shop = await ShopHost.StartAsync();
        await ForEveryWriteAsync(shop, isStored, async breakOff =>
        {
            var product = await shop.AddProductAsync();
            var id = await shop.PlacedAsync(_user, (product, 2));
            breakOff();
            Assert.Equal("Paid", await RepeatAsync(() => shop.PayAsync(_user, id), HttpStatusCode.OK));
            Assert.Equal("Cancelled", await RepeatAsync(() => shop.DoAsync(_user, id, "cancel"), HttpStatusCode.OK));
            Assert.Equal((10, 0, 0), await shop.StockAsync(product));
            Assert.Equal((25, 25), await shop.MoneyAsync(id));
            Assert.Equal((0, 25, 25), await shop.Cards.MoneyAsync(id));
        });
    }

    [Theory]
    [MemberData(nameof(BeforeOrAfter))]
    public async Task Wherever_paying_breaks_off_the_repetition_charges_once(bool isStored)
    {
        await using var shop = await ShopHost.StartAsync(null, ("Payments:ProcessorAttempts", "1"));
        await ForEveryWriteAsync(shop, isStored, async breakOff =>
        {
            var product = await shop.AddProductAsync();
            var id = await shop.PlacedAsync(_user, (product, 2));
            breakOff();
            Assert.Equal("Paid", await RepeatAsync(() => shop.PayAsync(_user, id), HttpStatusCode.OK));
            Assert.Equal((8, 0, 2), await shop.StockAsync(product));
            Assert.Equal((25, 0), await shop.MoneyAsync(id));
            Assert.Equal((0, 25, 0), await shop.Cards.MoneyAsync(id));
        });
    }

    [Theory]
    [MemberData(nameof(BeforeOrAfter))]
    public async Task Wherever_paying_breaks_off_cancelling_leaves_no_charge(bool isStored)
    {
        await using var shop = await ShopHost.StartAsync(null, ("Payments:ProcessorAttempts", "1"));
        await ForEveryWriteAsync(shop, isStored, async breakOff =>
        {
            var product = await shop.AddProductAsync();
            var id = await shop.PlacedAsync(_user, (product, 2));
            breakOff();
            await shop.PayAsync(_user, id);
            Assert.Equal("Cancelled", await RepeatAsync(() => shop.DoAsync(_user, id, "cancel"), HttpStatusCode.OK));
            Assert.Equal((10, 0, 0), await shop.StockAsync(product));
            var (charged, refunded) = await shop.MoneyAsync(id);
            Assert.Equal(charged, refunded);
            Assert.Equal((0, charged, charged), await shop.Cards.MoneyAsync(id));
        });
    }

    [Theory]
    [MemberData(nameof(BeforeOrAfter))]
    public async Task Wherever_a_change_breaks_off_the_repetition_reserves_what_the_order_says(bool isStored)
    {
        await using var shop = await ShopHost.StartAsync();
        await ForEveryWriteAsync(shop, isStored, async breakOff =>
        {
            var (old, kept, added) = (await shop.AddProductAsync(), await shop.AddProductAsync(), await shop.AddProductAsync());
            var user = Guid.CreateVersion7();
            var id = await shop.PlacedAsync(user, (old, 2), (kept, 5));
            breakOff();
            Assert.Equal("AwaitingPayment", await RepeatAsync(() => shop.EditAsync(user, id, (kept, 1), (added, 4)), HttpStatusCode.OK));
            Assert.Equal((10, 0, 0), await shop.StockAsync(old));
            Assert.Equal((9, 1, 0), await shop.StockAsync(kept));
            Assert.Equal((6, 4, 0), await shop.StockAsync(added));
        });
    }

    [Theory]
    [MemberData(nameof(BeforeOrAfter))]
    public async Task Wherever_a_refusal_breaks_off_the_repetition_holds_nothing(bool isStored)
    {
        await using var shop = await ShopHost.StartAsync();
        await ForEveryWriteAsync(shop, isStored, async breakOff =>
        {
            var (first, second, user) = (await shop.AddProductAsync(), await shop.AddProductAsync(stock: 0), Guid.CreateVersion7());
            breakOff();
            await RepeatAsync(() => shop.PlaceAsync(user, "key", (first, 2), (second, 1)), HttpStatusCode.Conflict, HttpStatusCode.Created);
            await shop.DriveUntilAsync(async () => await shop.OnlyStatusAsync(user) == "Rejected");
            await shop.DriveUntilAsync(async () => (await shop.StockAsync(first)).Reserved == 0);
            Assert.Equal((10, 0, 0), await shop.StockAsync(first));
            Assert.Equal(1, (int)(await ShopHost.ReadAsync(await shop.GetAsync(user, "?status=Rejected"), HttpStatusCode.OK))["total"]!);
        });
    }

    [Theory]
    [MemberData(nameof(BeforeOrAfter))]
    public async Task Wherever_an_order_breaks_off_it_takes_one_place_among_the_unpaid_ones_and_gives_it_back(bool isStored)
    {
        await using var shop = await ShopHost.StartAsync(null, ("Orders:UnpaidOrders", "1"));
        await ForEveryWriteAsync(shop, isStored, async breakOff =>
        {
            var (product, user) = (await shop.AddProductAsync(), Guid.CreateVersion7());
            breakOff();
            await RepeatAsync(() => shop.PlaceAsync(user, "key", (product, 1)), HttpStatusCode.Created);
            await RepeatAsync(() => shop.PlaceAsync(user, "other", (product, 1)), HttpStatusCode.Conflict);
            await shop.DriveUntilAsync(async () => await shop.OnlyStatusAsync(user) == "AwaitingPayment");
            var list = await ShopHost.ReadAsync(await shop.GetAsync(user, ""), HttpStatusCode.OK);
            await RepeatAsync(() => shop.DoAsync(user, (Guid)Assert.Single(list["items"]!.AsArray())!["id"]!, "cancel"), HttpStatusCode.OK);
            await RepeatAsync(() => shop.PlaceAsync(user, "other", (product, 1)), HttpStatusCode.Created);
        });
    }

    // Runs a story with its first write broken off, then with its second, and so on until no write was left to break.
    private static async Task ForEveryWriteAsync(ShopHost shop, bool isStored, Func<Action, Task> story)
    {
        RedisLikeStateStore[] stores = [shop.OrdersStore, shop.PaymentsStore, shop.ProductsStore];
        for (var broken = 1; ; broken++)
        {
            var countdown = int.MaxValue;
            bool IsBroken() => Interlocked.Decrement(ref countdown) == 0;
            foreach (var store in stores)
            {
                store.BeforeWrite = _ => !isStored && IsBroken() ? StateFault.Refused("crashed before the write") : null;
                store.AfterWrite = _ =>
                {
                    if (isStored && IsBroken()) throw new IOException("crashed after the write");
                };
            }

            shop.Cards.LosesRequest = () => !isStored && IsBroken();
            shop.Cards.LosesAnswer = () => isStored && IsBroken();
            var number = broken;
            await story(() => Volatile.Write(ref countdown, number));
            if (Volatile.Read(ref countdown) > 0) return;
            Assert.True(broken < 100);
        }
    }

    private static async Task<string> RepeatAsync(Func<Task<HttpResponseMessage>> request, params HttpStatusCode[] expected)
    {
        for (var repetition = 0; ; repetition++)
        {
            var answer = await request();
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && repetition < 5) continue;
            Assert.Contains(answer.StatusCode, expected);
            return $"{(await ShopHost.ReadAsync(answer, answer.StatusCode))["status"]}";
        }
    }
}
