using System.Text.Json.Serialization;

namespace DaprShop.Products.Stock;

/// <summary>Something that happens to the stock of a product, at most once however often it is asked for.</summary>
/// <param name="Id">By what a repetition is known: the order, or an id of its own for what an administrator does.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Reserve), "reserve")]
[JsonDerivedType(typeof(Release), "release")]
[JsonDerivedType(typeof(Commit), "commit")]
[JsonDerivedType(typeof(Adjust), "adjust")]
[JsonDerivedType(typeof(SetAvailable), "setAvailable")]
public abstract record StockMovement(Guid Id);

/// <summary>Sets pieces aside for an order, in place of what an earlier revision set aside.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Revision">The order's revision; an older one is refused.</param>
/// <param name="Quantity">Above 0.</param>
public sealed record Reserve(Guid OrderId, int Revision, int Quantity) : StockMovement(OrderId);

/// <summary>Gives back what an order holds, sold or not, and refuses what it reserves later under this revision or an earlier one.</summary>
public sealed record Release(Guid OrderId, int Revision) : StockMovement(OrderId);

/// <summary>Sells what an order has reserved.</summary>
public sealed record Commit(Guid OrderId, int Revision) : StockMovement(OrderId);

/// <summary>Adds pieces, or takes some away.</summary>
public sealed record Adjust(Guid Id, long Delta, string Reason) : StockMovement(Id);

/// <summary>Sets how many pieces are available, after a count.</summary>
public sealed record SetAvailable(Guid Id, long Available, string Reason) : StockMovement(Id);

/// <summary>What came of a movement.</summary>
public enum StockOutcome
{
    /// <summary>Done, now or before.</summary>
    Done,

    /// <summary>There are not enough pieces; nothing changed.</summary>
    Insufficient,

    /// <summary>There would be more than <see cref="StockAccount.MaxAvailable"/>; nothing changed.</summary>
    Excessive,

    /// <summary>A later revision, a release or a sale stands against it; nothing changed.</summary>
    Superseded,
}
