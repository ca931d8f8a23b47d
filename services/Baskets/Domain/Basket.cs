using System.Collections.Immutable;
using DaprShop.Contracts;
using DaprShop.ServiceDefaults.State;

namespace DaprShop.Baskets.Domain;

/// <summary>
/// A customer's basket, all of it one value: what is in it, which requests it has seen, and how far it is on its way to an
/// order. Names and prices are not in it; they are the catalogue's, as of now.
/// </summary>
public sealed record Basket : CreateOnlyValue
{
    /// <summary>How many requests with a key are remembered.</summary>
    public const int MaxSeen = 50;

    /// <summary>Stands for the content: another one after every change of it. Empty for a basket that nothing was ever put into.</summary>
    public Guid Version { get; init; }

    /// <summary>At most <see cref="OrderLimits.MaxItems"/> items, each of another product, in the order in which they came.</summary>
    public ImmutableArray<OrderItem> Items { get; init; } = [];

    /// <summary>The latest changes that came with a key, the oldest first.</summary>
    public ImmutableArray<SeenRequest> Seen { get; init; } = [];

    /// <summary>Its way to an order; null when nobody has checked out what is in it.</summary>
    public Checkout? Checkout { get; init; }

    /// <summary>The last checkout that an order came of.</summary>
    public EndedCheckout? LastCheckout { get; init; }

    /// <summary>When it changed last, UTC; null for a basket that nothing was ever put into.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>A request by which a repetition is known.</summary>
/// <param name="Key">A hash of its idempotency key.</param>
/// <param name="Content">A hash of what it asked for.</param>
public sealed record SeenRequest(string Key, string Content);
