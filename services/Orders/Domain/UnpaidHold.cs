using System.Collections.Immutable;

namespace DaprShop.Orders.Domain;

/// <summary>An order that keeps stock from others, or is about to, without having been paid.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Request">The request that it comes of, known again by this: repeated at the same time it shares the hold.</param>
/// <param name="At">When it began, UTC.</param>
/// <param name="Pieces">Of each product the most pieces that it was ever asked to hold.</param>
public sealed record UnpaidHold(Guid OrderId, string Request, DateTimeOffset At, ImmutableDictionary<Guid, int> Pieces)
{
    /// <summary>The hold of an order that is to have this content.</summary>
    public static UnpaidHold Of(Guid orderId, string request, OrderContent content, DateTimeOffset at) =>
        new(orderId, request, at, content.Lines.ToImmutableDictionary(line => line.ProductId, line => line.Quantity));

    /// <summary>The hold with what another one for the same order asks for beyond it.</summary>
    public UnpaidHold Including(UnpaidHold other)
    {
        var more = other.Pieces.Where(pieces => PiecesOf(pieces.Key) < pieces.Value).ToList();
        return more.Count == 0 ? this : this with { Pieces = Pieces.SetItems(more) };
    }

    /// <summary>How many pieces of a product it holds.</summary>
    public int PiecesOf(Guid productId) => Pieces.GetValueOrDefault(productId);
}

/// <summary>What a customer's orders that ended unpaid have cost others.</summary>
/// <param name="Held">For how long they had held the product, all of them together.</param>
/// <param name="EndedAt">When the last of them ended, UTC.</param>
public sealed record UnpaidPast(TimeSpan Held, DateTimeOffset EndedAt);

/// <summary>What one customer may keep from others without having paid.</summary>
/// <param name="Orders">Orders at once.</param>
/// <param name="Pieces">Pieces of one product at once.</param>
/// <param name="Time">For how long the same product, before it is to be left to others.</param>
/// <param name="Pause">For how long it is to be left to them then.</param>
/// <param name="PaymentTime">How long an order may wait to be paid.</param>
public sealed record UnpaidLimits(int Orders, int Pieces, TimeSpan Time, TimeSpan Pause, TimeSpan PaymentTime);

/// <summary>Why an order may not hold what it is to hold.</summary>
/// <param name="Kind">The limit that it would pass.</param>
/// <param name="Products">The products that it concerns; none for the number of orders.</param>
/// <param name="RetryAfter">When it may, if nothing is paid or cancelled before; null if that is not known.</param>
public sealed record UnpaidRefusal(UnpaidLimit Kind, ImmutableArray<Guid> Products, TimeSpan? RetryAfter = null);

/// <summary>A limit of what a customer may keep from others.</summary>
public enum UnpaidLimit
{
    /// <summary>Too many orders.</summary>
    Orders,

    /// <summary>Too many pieces of a product.</summary>
    Pieces,

    /// <summary>A product for too long.</summary>
    Time,
}
