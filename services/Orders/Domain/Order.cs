using System.Collections.Immutable;
using DaprShop.Contracts;
using DaprShop.Contracts.Events;

namespace DaprShop.Orders.Domain;

/// <summary>An order, all of it one value: what was bought, and how far it has come.</summary>
public sealed record Order
{
    /// <summary>A UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose order it is; for nobody else it exists.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Where it stands.</summary>
    public required OrderState State { get; init; }

    /// <summary>What is bought, at the prices of the day.</summary>
    public required OrderContent Content { get; init; }

    /// <summary>What is to be bought instead, while stock for it is being reserved.</summary>
    public OrderContent? Edit { get; init; }

    /// <summary>
    /// The number of the reservations made for it. It grows before anything else is asked of the stock, so that what arrives
    /// late can be told from what holds.
    /// </summary>
    public int Revision { get; init; } = 1;

    /// <summary>The number of the attempt to pay. It grows only when an attempt has ended for good without a charge.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The last attempt to pay that was declined.</summary>
    public int? DeclinedAttempt { get; init; }

    /// <summary>The last time that the stock did not suffice.</summary>
    public StockRefusal? Refusal { get; init; }

    /// <summary>When it is cancelled unless it is paid, UTC; null until its stock was reserved for the first time.</summary>
    public DateTimeOffset? PayBefore { get; init; }

    /// <summary>When it was paid, UTC; null until then.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>When it was given up, UTC; null until then. Its stock is released soon after.</summary>
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>Why it is cancelled, or being cancelled.</summary>
    public CancellationReason? CancelledFor { get; init; }

    /// <summary>The page of the customer's list on which it stands; before it does, the one from which on it is to be entered.</summary>
    public int ListPage { get; init; }

    /// <summary>How often it was saved: of two copies the one with the higher number is the later.</summary>
    public int Version { get; init; }

    /// <summary>The number of the last event that tells of it.</summary>
    public int LastEvent { get; init; }

    /// <summary>When it was placed, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Stock that was not there.</summary>
/// <param name="Revision">The order's revision for which it was asked.</param>
/// <param name="ProductIds">The products of which there was not enough.</param>
public sealed record StockRefusal(int Revision, ImmutableArray<Guid> ProductIds);

/// <summary>What is bought, and where it goes.</summary>
/// <param name="Lines">1 to 100 lines, each of another product.</param>
/// <param name="ShippingAddress">Where it goes.</param>
public sealed record OrderContent(ImmutableArray<OrderLine> Lines, ShippingAddress ShippingAddress)
{
    /// <summary>The one currency of all lines.</summary>
    public string Currency => Lines[0].Currency;

    /// <summary>What it costs; at most 100 lines of 1000 pieces at 1,000,000 each, so far below any overflow.</summary>
    public decimal Total => Lines.Sum(line => line.Total);
}

/// <summary>A product in an order, as it was called and what it cost when it was ordered.</summary>
/// <param name="ProductId">The product, which may have left the catalogue since.</param>
/// <param name="Name">Its name.</param>
/// <param name="UnitPrice">The price of one piece.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="Quantity">1 to 1000.</param>
public sealed record OrderLine(Guid ProductId, string Name, decimal UnitPrice, string Currency, int Quantity)
{
    /// <summary>What the line costs.</summary>
    public decimal Total => UnitPrice * Quantity;
}
