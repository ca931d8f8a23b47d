using System.Net;

namespace DaprShop.Tests.Orders.Crashes;

/// <summary>
/// Lets Orders die before and after each single write and call of an order's life, each time for another customer, and starts it
/// again. Reminders alone must bring each order to rest with stock, money and events in line; then the customer goes on.
/// </summary>
public sealed class CrashPointTests
{
    private const string None = "";
    private static readonly TimeSpan PaymentTime = TimeSpan.FromMinutes(15);
    private static readonly string[] Ways = [None, "AwaitingPayment", "Paid", "Completed", "Cancelled"];

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
        var buyer = await BuyerAsync(shop, line);
        buyer.Life.Expect(null);

        Assert.Equal(HttpStatusCode.Created, (await Place(shop, buyer)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Pay(shop, buyer)).StatusCode);

        Assert.All(expected, write => Assert.Contains(buyer.Life.Writes, one => one.Contains(write, StringComparison.Ordinal)));
    }

    [Fact]
    public Task Wherever_buying_breaks_off_reminders_put_it_in_order_and_the_customer_gets_what_was_paid_once() =>
        BreakOffEverywhereAsync(None, "Completed", new()
        {
            [None] = Place,
            ["AwaitingPayment"] = Pay,
            ["Paid"] = (shop, buyer) => shop.DoAsync(buyer.User, buyer.Life.OrderId!.Value, "confirm"),
        });

    [Fact]
    public Task Wherever_cancelling_breaks_off_reminders_put_it_in_order_and_nothing_stays_reserved() =>
        BreakOffEverywhereAsync("AwaitingPayment", "Cancelled", new() { [None] = Place, ["AwaitingPayment"] = Cancel });

    [Fact]
    public Task Wherever_cancelling_what_is_paid_breaks_off_reminders_put_it_in_order_and_everything_is_given_back_once() =>
        BreakOffEverywhereAsync("Paid", "Cancelled", new() { [None] = Place, ["AwaitingPayment"] = Pay, ["Paid"] = Cancel });

    [Fact]
    public async Task Wherever_the_deadline_of_a_payment_that_hangs_breaks_off_reminders_alone_cancel_the_order()
    {
        await using var line = await SidecarLine.StartAsync();
        await using var shop = await ShopHost.StartOnLineAsync(line, ("Payments:ProcessorAttempts", "1"), ("Orders:PaymentGrace", "1:00:00"));
        var writes = await ExpireAsync([await HangAsync(shop, line)], ends: [null]);
        var ends = PointsOf(writes);
        var buyers = new List<Buyer>();
        foreach (var _ in ends) buyers.Add(await HangAsync(shop, line));
        await ExpireAsync(buyers, ends);

        Assert.Superset(writes.ToHashSet(), buyers.Select(buyer => buyer.Life.DiedAt).OfType<string>().ToHashSet());
        await shop.RestartOrdersAsync();
        await shop.DriveUntilAsync(() => AllAsync(buyers, async buyer =>
            await IsQuietAsync(shop, buyer) && await shop.OnlyStatusAsync(buyer.User) == "Cancelled"));
        foreach (var buyer in buyers) await CheckAsync(shop, buyer, "Cancelled");

        async Task<IReadOnlyList<string>> ExpireAsync(IReadOnlyList<Buyer> hanging, IReadOnlyList<CrashPoint?> ends)
        {
            await shop.RestartOrdersAsync();
            foreach (var (buyer, end) in hanging.Zip(ends)) buyer.Life.Expect(end);
            shop.Time.Advance(PaymentTime);
            await shop.DriveUntilAsync(() => AllAsync(hanging, async buyer =>
                buyer.Life.DiedAt is not null || (await IsQuietAsync(shop, buyer) && !await HasDeadlineAsync(shop, buyer))));
            return hanging[0].Life.Writes;
        }
    }

    /// <param name="begin">The status up to which nothing breaks off.</param>
    /// <param name="end">The status that the order has in the end.</param>
    /// <param name="story">What the customer does in each status.</param>
    private static async Task BreakOffEverywhereAsync(
        string begin, string end, Dictionary<string, Func<ShopHost, Buyer, Task<HttpResponseMessage>>> story)
    {
        await using var line = await SidecarLine.StartAsync();
        await using var shop = await ShopHost.StartOnLineAsync(line);
        var undisturbed = await BeginAsync();
        await FollowAsync(undisturbed, end);
        Assert.Equal(end, undisturbed.Answered);
        var writes = undisturbed.Life.Writes;
        var points = PointsOf(writes);
        var buyers = new List<Buyer>();
        foreach (var point in points)
        {
            buyers.Add(await BeginAsync());
            buyers[^1].Life.Expect(point);
        }

        await ForEachAsync(buyers, buyer => FollowAsync(buyer, end));
        Assert.Equal(points.Select(point => writes[point.Number - 1]), buyers.Select(buyer => buyer.Life.DiedAt));

        await shop.RestartOrdersAsync();
        await shop.DriveUntilAsync(() => AllAsync(buyers, buyer => IsQuietAsync(shop, buyer)));
        var wentOn = 0;
        foreach (var buyer in buyers)
        {
            var status = await shop.OnlyStatusAsync(buyer.User) ?? None;
            var further = Array.IndexOf(Ways, status) - Array.IndexOf(Ways, buyer.Answered);
            Assert.True(further >= 0, $"{buyer.Answered} was answered, and now it is {status}");
            if (further > 0) wentOn++;
            await CheckAsync(shop, buyer, status);
        }

        Assert.True(wentOn > 0, "no reminder did anything");
        await shop.DriveUntilAsync(async () =>
        {
            await ForEachAsync(buyers, buyer => FollowAsync(buyer, end));
            return await AllAsync(buyers, async buyer => buyer.Answered == end && await IsQuietAsync(shop, buyer));
        });
        var money = await shop.MoneyAsync(undisturbed.Life.OrderId!.Value);
        foreach (var buyer in buyers)
        {
            await CheckAsync(shop, buyer, end);
            Assert.Equal(money, await shop.MoneyAsync(buyer.Life.OrderId!.Value));
        }

        async Task<Buyer> BeginAsync()
        {
            var buyer = await BuyerAsync(shop, line);
            await FollowAsync(buyer, begin);
            buyer.Life.Expect(null);
            return buyer;
        }

        async Task FollowAsync(Buyer buyer, string until)
        {
            buyer.Answered = await shop.OnlyStatusAsync(buyer.User) ?? None;
            while (buyer.Answered != until && story.TryGetValue(buyer.Answered, out var next))
            {
                var answer = await next(shop, buyer);
                if (!answer.IsSuccessStatusCode) return;
                buyer.Answered = (string)(await ShopHost.ReadAsync(answer, answer.StatusCode))["status"]!;
            }
        }
    }

    private static List<CrashPoint> PointsOf(IReadOnlyList<string> writes) =>
        [.. Enumerable.Range(1, writes.Count).SelectMany(number => new[] { new CrashPoint(number, IsBefore: true), new CrashPoint(number, IsBefore: false) })];

    private static async Task<Buyer> BuyerAsync(ShopHost shop, SidecarLine line)
    {
        var user = Guid.CreateVersion7();
        return new Buyer(user, await shop.AddProductAsync(), line.Watch(user));
    }

    /// <summary>A buyer whose card was charged, as far as the card's processor knows, and who never heard of it.</summary>
    private static async Task<Buyer> HangAsync(ShopHost shop, SidecarLine line)
    {
        var buyer = await BuyerAsync(shop, line);
        Assert.Equal(HttpStatusCode.Created, (await Place(shop, buyer)).StatusCode);
        shop.Cards.LosesAnswer = () => true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Pay(shop, buyer)).StatusCode);
        shop.Cards.LosesAnswer = () => false;
        Assert.Equal((25, 0, 0), await shop.Cards.MoneyAsync(buyer.Life.OrderId!.Value));
        return buyer;
    }

    private static Task<HttpResponseMessage> Place(ShopHost shop, Buyer buyer) => shop.PlaceAsync(buyer.User, "key", (buyer.Product, 2));

    private static Task<HttpResponseMessage> Pay(ShopHost shop, Buyer buyer) => shop.PayAsync(buyer.User, buyer.Life.OrderId!.Value);

    private static Task<HttpResponseMessage> Cancel(ShopHost shop, Buyer buyer) => shop.DoAsync(buyer.User, buyer.Life.OrderId!.Value, "cancel");

    // No more at a time than a slow machine can do within the time limits of the services.
    private static Task ForEachAsync(IEnumerable<Buyer> buyers, Func<Buyer, Task> act) =>
        Parallel.ForEachAsync(buyers, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (buyer, _) => await act(buyer));

    private static async Task<bool> AllAsync(IEnumerable<Buyer> buyers, Func<Buyer, Task<bool>> isSo)
    {
        foreach (var buyer in buyers)
        {
            if (!await isSo(buyer)) return false;
        }

        return true;
    }

    private static async Task<bool> IsQuietAsync(ShopHost shop, Buyer buyer) => buyer.Life.OrderId is not { } order || await shop.IsQuietAsync(order);

    private static async Task<bool> HasDeadlineAsync(ShopHost shop, Buyer buyer) =>
        buyer.Life.OrderId is { } order && (await shop.RemindersAsync(order)).Contains("payment-deadline");

    private static async Task CheckAsync(ShopHost shop, Buyer buyer, string status)
    {
        Assert.Equal(status, await shop.OnlyStatusAsync(buyer.User) ?? None);
        Assert.Equal(status switch { "AwaitingPayment" => (8, 2, 0), "Paid" or "Completed" => (8, 0, 2), _ => (10, 0, 0) }, await shop.StockAsync(buyer.Product));
        if (buyer.Life.OrderId is not { } order) return;

        var (charged, refunded) = await shop.MoneyAsync(order);
        Assert.Equal(status is "Paid" or "Completed" ? 25 : 0, charged - refunded);
        Assert.InRange(charged, 0, 25);
        Assert.Equal((0, charged, refunded), await shop.Cards.MoneyAsync(order));
        string[] types = status switch
        {
            None => [],
            "AwaitingPayment" => ["placed", "awaiting-payment"],
            "Paid" => ["placed", "awaiting-payment", "paid"],
            "Completed" => ["placed", "awaiting-payment", "paid", "completed"],
            _ when charged > 0 => ["placed", "awaiting-payment", "paid", "refunded", "cancelled"],
            _ => ["placed", "awaiting-payment", "cancelled"],
        };
        Assert.Equal(types.Select((type, index) => ($"{order}.shop.order.{type}.v1.{index + 1}", $"shop.order.{type}.v1")), shop.Events.EventsOf(order).DistinctBy(one => one.Id));
    }

    private sealed record Buyer(Guid User, Guid Product, Life Life)
    {
        /// <summary>The status that the customer was told last.</summary>
        public string Answered { get; set; } = None;
    }
}
