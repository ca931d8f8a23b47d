namespace DaprShop.Products.Stock;

/// <summary>What an account remembers of an order, or of an administrator's movement, so that nothing happens twice.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Revision">The latest revision that was heeded.</param>
/// <param name="Quantity">How many pieces it holds, reserved or sold.</param>
/// <param name="Version">The account's version that wrote it; the oldest marks leave the account first.</param>
public sealed record StockMark(StockMarkState State, int Revision, int Quantity, long Version);

/// <summary>Where an order stands with one product.</summary>
public enum StockMarkState
{
    /// <summary>Pieces are set aside for it.</summary>
    Reserved,

    /// <summary>Its pieces are sold.</summary>
    Sold,

    /// <summary>It holds nothing, and nothing of this revision or an earlier one may reserve again.</summary>
    Released,

    /// <summary>No order: a movement of an administrator that is done.</summary>
    Adjusted,
}
