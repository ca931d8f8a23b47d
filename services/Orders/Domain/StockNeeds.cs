namespace DaprShop.Orders.Domain;

/// <summary>
/// What an order asks of the stock. An edit first reserves the larger of the old and the new quantity of each product; then
/// the reservations shrink to the new quantities, or, if that was refused, back to the old ones. So the customer never loses
/// what was reserved already, and the second step cannot fail for want of stock.
/// </summary>
public static class StockNeeds
{
    /// <summary>What is to be reserved: of each product, what the order holds or is to hold, whichever is more.</summary>
    public static IReadOnlyDictionary<Guid, int> ToReserve(this Order order) => Lines(order)
        .GroupBy(line => line.ProductId)
        .ToDictionary(lines => lines.Key, lines => lines.Max(line => line.Quantity));

    /// <summary>What is to stay reserved once an edit is over, of products of which more may be.</summary>
    public static IReadOnlyDictionary<Guid, int> ToKeep(this Order order) =>
        order.Content.Lines.ToDictionary(line => line.ProductId, line => line.Quantity);

    /// <summary>The products of which nothing is to stay reserved once an edit is over.</summary>
    public static IReadOnlyList<Guid> ToDrop(this Order order) => [.. order.Products().Except(order.Content.Lines.Select(line => line.ProductId))];

    /// <summary>Every product of which something may be reserved or sold.</summary>
    public static IReadOnlyList<Guid> Products(this Order order) => [.. Lines(order).Select(line => line.ProductId).Distinct()];

    private static IEnumerable<OrderLine> Lines(Order order) => order.Content.Lines.Concat(order.Edit?.Lines ?? []);
}
