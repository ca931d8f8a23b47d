namespace DaprShop.Contracts;

/// <summary>
/// Reserves stock for an order. Repeating it changes nothing; a later revision of the order replaces what an earlier one
/// reserved of the product, and an earlier revision that arrives late is refused.
/// </summary>
/// <param name="Revision">The order's revision, from 1.</param>
/// <param name="Items">1 to 200 products, each once.</param>
public sealed record ReserveStock(int Revision, IReadOnlyList<ReservedItem> Items);

/// <summary>So many pieces of a product.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">1 to 1000.</param>
public sealed record ReservedItem(Guid ProductId, int Quantity);

/// <summary>
/// Gives back what an order holds of products up to a revision, sold pieces too, and refuses reservations of those revisions
/// that arrive later.
/// </summary>
/// <param name="Revision">The order's revision, from 1.</param>
/// <param name="ProductIds">1 to 200 products, each once.</param>
public sealed record ReleaseStock(int Revision, IReadOnlyList<Guid> ProductIds);

/// <summary>Sells what an order has reserved of products.</summary>
/// <param name="Revision">The order's revision, from 1: at least the one that reserved.</param>
/// <param name="ProductIds">1 to 200 products, each once.</param>
public sealed record CommitStock(int Revision, IReadOnlyList<Guid> ProductIds);

/// <summary>What came of it, product by product: each of the others was done.</summary>
/// <param name="Refused">The products for which it could not be done.</param>
public sealed record StockResult(IReadOnlyList<Guid> Refused);
