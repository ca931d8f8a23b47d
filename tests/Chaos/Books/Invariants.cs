namespace DaprShop.Tests.Chaos.Books;

/// <summary>What must hold once the shop has come to rest, whatever was killed before. Each rule gives what is against it.</summary>
internal static class Invariants
{
    private const string AwaitingPayment = "AwaitingPayment";
    private const string Cancelled = "Cancelled";

    private static readonly string[] AtRest = [AwaitingPayment, "Rejected", "Paid", "Completed", Cancelled];
    private static readonly string[] IsPaid = ["Paid", "Completed"];

    /// <summary>All that is wrong.</summary>
    public static IReadOnlyList<string> Violations(Snapshot shop, OrderBook book) =>
    [
        .. book.Complaints,
        .. shop.DeadLetters.Select(letter => $"dead letter: {letter}"),
        .. Orders(shop, book),
        .. shop.Orders.SelectMany(Money),
        .. shop.Stock.SelectMany(stock => Stock(stock, shop.Orders)),
        .. Notifications(shop),
    ];

    /// <summary>Each order that was asked for is there once, in a state of rest, as its customer was told; and no other is there.</summary>
    private static IEnumerable<string> Orders(Snapshot shop, OrderBook book)
    {
        var there = shop.Orders.ToLookup(order => order.Id);
        foreach (var (id, told) in book.Orders.Where(order => there[order.Key].Count() != 1))
            yield return $"order {id}: {told.Customer} was told {told.Status}, and finds it {there[id].Count()} times";
        foreach (var order in shop.Orders)
        {
            if (!AtRest.Contains(order.Status)) yield return $"order {order.Id} is still {order.Status}";
            if (!book.Orders.TryGetValue(order.Id, out var told)) yield return $"order {order.Id} of {order.Customer} was never asked for";
            else if (order.Status != told.Status && !MayBecome(told.Status, order.Status)) yield return $"order {order.Id} is {order.Status}, {told.Customer} was told {told.Status}";
        }
    }

    // Without its customer's doing: what was not decided is decided, what is not paid in time is cancelled.
    private static bool MayBecome(string told, string status) => told == "Submitted" || (told == AwaitingPayment && status == Cancelled);

    /// <summary>Who has the goods has paid for them once, and nobody else has paid; the card processor says the same.</summary>
    private static IEnumerable<string> Money(OrderRecord order)
    {
        var due = IsPaid.Contains(order.Status) ? order.Total : 0;
        if (order.Charged - order.Refunded != due) yield return $"order {order.Id}, {order.Status}: charged {order.Charged} and refunded {order.Refunded}, not {due}";
        if ((order.Charged, order.Refunded) != (order.Card.Captured, order.Card.Refunded))
            yield return $"order {order.Id}, {order.Status}: the ledger says charged {order.Charged} and refunded {order.Refunded}, the card processor {order.Card}";
        if (order.Card.Held != 0) yield return $"order {order.Id}, {order.Status}: the card still holds {order.Card.Held}";
    }

    /// <summary>No piece is lost or made: what waits for payment is reserved, what is paid is sold, the rest is available.</summary>
    private static IEnumerable<string> Stock(StockRecord stock, IReadOnlyList<OrderRecord> orders)
    {
        var reserved = orders.Where(order => order.Status == AwaitingPayment).Sum(Pieces);
        var sold = orders.Where(order => IsPaid.Contains(order.Status)).Sum(Pieces);
        var due = new StockCount(stock.Initial - reserved - sold, reserved, sold);
        if (stock.Now != due) yield return $"product {stock.Product}: {stock.Now}, by its orders {due}";
        if (stock.Now != stock.LedgerSum) yield return $"product {stock.Product}: {stock.Now}, by its ledger {stock.LedgerSum}";
        long Pieces(OrderRecord order) => order.Quantities.GetValueOrDefault(stock.Product);
    }

    /// <summary>Every step was told, and each event is in the inbox once.</summary>
    private static IEnumerable<string> Notifications(Snapshot shop)
    {
        var events = shop.Events.CountBy(happened => happened).ToDictionary();
        var notifications = shop.Notifications.CountBy(notification => notification).ToDictionary();
        foreach (var happened in events.Keys.Union(notifications.Keys))
        {
            var (published, told) = (events.GetValueOrDefault(happened), notifications.GetValueOrDefault(happened));
            if (published != told) yield return $"{happened}: {published} events, {told} notifications";
        }

        foreach (var order in shop.Orders)
        {
            foreach (var missing in EventsOf(order).Select(type => new NotificationRecord(order.Id, $"shop.order.{type}.v1")).Where(due => !events.ContainsKey(due)))
                yield return $"order {order.Id}, {order.Status}: no event {missing.Type}";
        }
    }

    private static IEnumerable<string> EventsOf(OrderRecord order)
    {
        yield return "placed";
        if (order.Status == AwaitingPayment || order.Charged > 0) yield return "awaiting-payment";
        if (order.Charged > 0) yield return "paid";
        if (order.Refunded > 0) yield return "refunded";
        if (order.Status is "Rejected" or Cancelled or "Completed") yield return order.Status.ToLowerInvariant();
    }
}
