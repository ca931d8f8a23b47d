namespace DaprShop.Contracts;

/// <summary>Places an order: what <c>POST /api/v1/orders</c> of Orders takes.</summary>
/// <param name="Items">1 to <see cref="OrderLimits.MaxItems"/> items, each of another product.</param>
/// <param name="ShippingAddress">Where it goes.</param>
public sealed record PlaceOrder(IReadOnlyList<OrderItem> Items, ShippingAddress ShippingAddress);

/// <summary>So many pieces of a product.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">1 to <see cref="OrderLimits.MaxQuantity"/>.</param>
public sealed record OrderItem(Guid ProductId, int Quantity);

/// <summary>Where an order goes; each line 1 to 200 characters.</summary>
public sealed record ShippingAddress(string Name, string Street, string City, string PostalCode, string Country);

/// <summary>How much one order may hold.</summary>
public static class OrderLimits
{
    /// <summary>The most items, each of another product.</summary>
    public const int MaxItems = 100;

    /// <summary>The most pieces of one product.</summary>
    public const int MaxQuantity = 1000;
}
