using System.Net;

namespace DaprShop.Tests.Orders.Crashes;

/// <summary>
/// Lets Orders die before and after each single write and call of an order's life, each time for another customer, and starts it
/// again. Reminders alone must bring each order to rest with stock, money and events in line; then the customer goes on.
/// </summary>
public sealed class CrashPointTests
{
    private static readonly TimeSpan PaymentTime = TimeSpan.FromMinutes(15);

    // The others break off wherever the line sees something, so it must see everything, over HTTP and gRPC.
    [Fact]
    public async Task All_that_is_written_and_called_for_an_order_takes_the_line()
    {
        string[] expected =
        [
            "/SaveState order-*", "/SaveState order-request-*", "/SaveState orders-of-*", "/PublishEvent shop.orders",
            "/OrderActor/*/state order", "/OrderActor/*/reminders/drive", "/OrderActor/*/reminders/payment-deadline",
            "/products/method/internal/v1/orders/*/reserve", "/payments/method/internal/v1/orders/*/attempts/1/capture",
        ];
        await using var line = await SidecarLine.StartAsync();
        await using var shop = await ShopHost.StartOnLineAsync(line);
        var buyer = await Buyer.ComeAsync(shop, line);
        buyer.Life.Expect(null);

        Assert.Equal(HttpStatusCode.Created, await buyer.DoAsync("place"));
        Assert.Equal(HttpStatusCode.OK, await buyer.DoAsync("pay"));

        Assert.All(expected, write => Assert.Contains(buyer.Life.Writes, one => one.Contains(write, StringComparison.Ordinal)));
    }

    // One after the other in one shop: whoever was disturbed while paying is the next to be disturbed while cancelling.
    [Fact]
    public async Task Wherever_a_command_breaks_off_reminders_put_the_order_in_order_and_the_customer_gets_and_pays_everything_once()
    {
        await using var line = await SidecarLine.StartAsync();
        await using var shop = await ShopHost.StartOnLineAsync(line, ("Orders:PaymentTime", "1.00:00:00"));
        var sweep = new CrashSweep(shop, line);

        await sweep.BreakOffEverywhereAsync("place", Buyer.None, "AwaitingPayment");
        await sweep.BreakOffEverywhereAsync("pay", "AwaitingPayment", "Paid");
        await sweep.BreakOffEverywhereAsync("cancel", "AwaitingPayment", "Cancelled");
        await sweep.BreakOffEverywhereAsync("confirm", "Paid", "Completed");
        await sweep.BreakOffEverywhereAsync("cancel", "Paid", "Cancelled");
        await sweep.BreakOffEverywhereAsync("delete", "Completed", Buyer.Deleted);
    }

    [Fact]
    public async Task Wherever_the_deadline_of_a_payment_that_hangs_breaks_off_reminders_alone_cancel_the_order()
    {
        await using var line = await SidecarLine.StartAsync();
        await using var shop = await ShopHost.StartOnLineAsync(line, ("Payments:ProcessorAttempts", "1"), ("Orders:PaymentGrace", "1:00:00"));
        var writes = await ExpireAsync(await HangAsync(shop, line, 1), ends: [null]);
        var ends = CrashPoint.All(writes);
        var buyers = await HangAsync(shop, line, ends.Count);
        await ExpireAsync(buyers, ends);

        Assert.Superset(writes.ToHashSet(), buyers.Select(buyer => buyer.Life.DiedAt).OfType<string>().ToHashSet());
        await shop.RestartOrdersAsync();
        await shop.DriveUntilAsync(() => CrashSweep.AllAsync(buyers, async buyer =>
        {
            if (!await buyer.IsQuietAsync()) return false;
            await buyer.LookAsync();
            return buyer.Answered == "Cancelled";
        }));
        foreach (var buyer in buyers) await buyer.CheckAsync();

        async Task<IReadOnlyList<string>> ExpireAsync(IReadOnlyList<Buyer> hanging, IReadOnlyList<CrashPoint?> ends)
        {
            await shop.RestartOrdersAsync();
            foreach (var (buyer, end) in hanging.Zip(ends)) buyer.Life.Expect(end);
            shop.Time.Advance(PaymentTime);
            await shop.DriveUntilAsync(() => CrashSweep.AllAsync(hanging, async buyer =>
                buyer.Life.DiedAt is not null || (await buyer.IsQuietAsync() && !await buyer.HasDeadlineAsync())));
            return hanging[0].Life.Writes;
        }
    }

    /// <summary>Buyers whose card was charged, as far as the card's processor knows, and who never heard of it.</summary>
    private static async Task<Buyer[]> HangAsync(ShopHost shop, SidecarLine line, int count)
    {
        shop.Cards.LosesAnswer = () => true;
        var buyers = new Buyer[count];
        await CrashSweep.ForEachAsync(Enumerable.Range(0, count), async index =>
        {
            var buyer = buyers[index] = await Buyer.ComeAsync(shop, line);
            Assert.Equal(HttpStatusCode.Created, await buyer.DoAsync("place"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await buyer.DoAsync("pay"));
            Assert.Equal((25, 0, 0), await shop.Cards.MoneyAsync(buyer.OrderId));
        });
        shop.Cards.LosesAnswer = () => false;
        return buyers;
    }
}
