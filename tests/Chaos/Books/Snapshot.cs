namespace DaprShop.Tests.Chaos.Books;

/// <summary>All that the shop, and the card processor, say at some moment.</summary>
internal sealed record Snapshot(
    IReadOnlyList<OrderRecord> Orders,
    IReadOnlyList<StockRecord> Stock,
    IReadOnlyList<NotificationRecord> Notifications,
    IReadOnlyList<NotificationRecord> Events,
    IReadOnlyList<string> DeadLetters);

/// <summary>An order as its customer sees it, and its money.</summary>
/// <param name="Quantities">Pieces by product.</param>
/// <param name="Charged">By the shop's own ledger.</param>
/// <param name="Refunded">By the shop's own ledger.</param>
/// <param name="Card">What the card processor says.</param>
internal sealed record OrderRecord(
    Guid Id, string Customer, string Status, decimal Total, IReadOnlyDictionary<Guid, int> Quantities, decimal Charged, decimal Refunded, CardMoney Card);

/// <summary>What the card processor knows of an order, over all attempts to pay.</summary>
/// <param name="Held">What is held on the card now.</param>
internal sealed record CardMoney(decimal Held, decimal Captured, decimal Refunded);

/// <summary>The stock of a product.</summary>
/// <param name="Initial">What came in.</param>
/// <param name="LedgerSum">The sums over all lines of the ledger.</param>
internal sealed record StockRecord(Guid Product, long Initial, StockCount Now, StockCount LedgerSum);

/// <summary>Where the pieces of a product are.</summary>
internal sealed record StockCount(long Available, long Reserved, long Sold);

/// <summary>An entry of an inbox, or the event that it comes from.</summary>
/// <param name="Type">Such as <c>shop.order.paid.v1</c>.</param>
internal sealed record NotificationRecord(Guid Order, string Type);
