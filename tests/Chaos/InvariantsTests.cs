using DaprShop.Tests.Chaos.Books;

namespace DaprShop.Tests.Chaos;

/// <summary>The books' own test: each way of being wrong is found, so that silence after a storm means something.</summary>
public sealed class InvariantsTests
{
    private static readonly Guid Product = Guid.Parse("0198c0de-0000-7000-8000-000000000001");
    private static readonly Guid Waiting = Guid.Parse("0198c0de-0000-7000-8000-000000000002");
    private static readonly Guid Bought = Guid.Parse("0198c0de-0000-7000-8000-000000000003");
    private static readonly Guid GivenBack = Guid.Parse("0198c0de-0000-7000-8000-000000000004");

    [Fact]
    public void Nothing_is_wrong_with_a_shop_that_is_well() => Assert.Empty(Invariants.Violations(WellShop(), Book()));

    public static TheoryData<string> WaysToBeWrong => [.. Wrongs.Keys];

    private static Dictionary<string, Func<Snapshot, Snapshot>> Wrongs { get; } = new()
    {
        ["an order is lost"] = shop => shop with { Orders = [.. shop.Orders.Skip(1)] },
        ["an order is there twice"] = shop => shop with { Orders = [.. shop.Orders, shop.Orders[0]] },
        ["an order that nobody asked for"] = shop => shop with { Orders = [.. shop.Orders, shop.Orders[0] with { Id = Product, Quantities = new Dictionary<Guid, int>() }] },
        ["an order is stuck"] = shop => Change(shop, Waiting, order => order with { Status = "Submitted" }),
        ["an order is not what its customer was told"] = shop => Change(shop, Bought, order => order with { Status = "Completed" }),
        ["charged twice"] = shop => Change(shop, Bought, order => order with { Charged = 40, Card = order.Card with { Captured = 40 } }),
        ["not charged"] = shop => Change(shop, Bought, order => order with { Charged = 0, Card = new CardMoney(0, 0, 0) }),
        ["not refunded"] = shop => Change(shop, GivenBack, order => order with { Refunded = 0, Card = order.Card with { Refunded = 0 } }),
        ["the card processor knows another sum"] = shop => Change(shop, Bought, order => order with { Card = order.Card with { Captured = 19 } }),
        ["money stays held"] = shop => Change(shop, GivenBack, order => order with { Card = order.Card with { Held = 20 } }),
        ["a piece is lost"] = shop => WithStock(shop, new StockCount(6, 1, 2)),
        ["a piece is made"] = shop => WithStock(shop, new StockCount(8, 1, 2)),
        ["a piece stays reserved"] = shop => WithStock(shop, new StockCount(6, 2, 2)),
        ["the ledger has another sum"] = shop => shop with { Stock = [shop.Stock[0] with { LedgerSum = new StockCount(7, 2, 1) }] },
        ["a notification is missing"] = shop => shop with { Notifications = [.. shop.Notifications.Skip(1)] },
        ["a notification came twice"] = shop => shop with { Notifications = [.. shop.Notifications, shop.Notifications[0]] },
        ["an event was never published"] = shop => shop with { Notifications = [.. shop.Notifications.SkipLast(1)], Events = [.. shop.Events.SkipLast(1)] },
        ["a dead letter"] = shop => shop with { DeadLetters = ["{}"] },
    };

    [Theory]
    [MemberData(nameof(WaysToBeWrong))]
    public void What_is_wrong_is_found(string what) => Assert.NotEmpty(Invariants.Violations(Wrongs[what](WellShop()), Book()));

    private static Snapshot WellShop()
    {
        NotificationRecord[] events =
        [
            .. Events(Waiting, "placed", "awaiting-payment"),
            .. Events(Bought, "placed", "awaiting-payment", "paid"),
            .. Events(GivenBack, "placed", "awaiting-payment", "paid", "refunded", "cancelled"),
        ];
        return new Snapshot(
            [
                new OrderRecord(Waiting, "c", "AwaitingPayment", 10, Pieces(1), 0, 0, new CardMoney(0, 0, 0)),
                new OrderRecord(Bought, "c", "Paid", 20, Pieces(2), 20, 0, new CardMoney(0, 20, 0)),
                new OrderRecord(GivenBack, "c", "Cancelled", 20, Pieces(2), 20, 20, new CardMoney(0, 20, 20)),
            ],
            [new StockRecord(Product, 10, new StockCount(7, 1, 2), new StockCount(7, 1, 2))], events, events, []);
    }

    private static OrderBook Book()
    {
        var book = new OrderBook();
        book.Tell(Waiting, "c", "AwaitingPayment");
        book.Tell(Bought, "c", "Paid");
        book.Tell(GivenBack, "c", "Cancelled");
        return book;
    }

    private static Snapshot Change(Snapshot shop, Guid id, Func<OrderRecord, OrderRecord> change) =>
        shop with { Orders = [.. shop.Orders.Select(order => order.Id == id ? change(order) : order)] };

    private static Snapshot WithStock(Snapshot shop, StockCount count) => shop with { Stock = [shop.Stock[0] with { Now = count, LedgerSum = count }] };

    private static IEnumerable<NotificationRecord> Events(Guid order, params string[] types) => types.Select(type => new NotificationRecord(order, $"shop.order.{type}.v1"));

    private static Dictionary<Guid, int> Pieces(int quantity) => new() { [Product] = quantity };
}
