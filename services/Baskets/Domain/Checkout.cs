using System.Collections.Immutable;
using DaprShop.Contracts;

namespace DaprShop.Baskets.Domain;

/// <summary>A basket's way to an order. It is stored before Orders is asked, so that whoever comes next can finish it.</summary>
/// <param name="Id">
/// By what Orders knows the request, and so stands for at most one order. It is given up only when an order has come of it: an
/// attempt that was refused may, in another request, still be on its way.
/// </param>
/// <param name="Attempt">What Orders is being asked for; null when the last attempt was refused and the content may change.</param>
public sealed record Checkout(Guid Id, CheckoutAttempt? Attempt);

/// <summary>What Orders is asked for.</summary>
/// <param name="Id">The attempt's own id.</param>
/// <param name="Version">The version of the content that is to be bought.</param>
/// <param name="Order">The order, the same with every repetition.</param>
/// <param name="Keys">The requests that wait for its answer: hashes of their idempotency keys, at most <see cref="MaxKeys"/>.</param>
public sealed record CheckoutAttempt(Guid Id, Guid Version, PlaceOrder Order, ImmutableArray<string> Keys)
{
    /// <summary>How many requests with keys of their own can share a checkout: more browser tabs than anybody clicks in at once.</summary>
    public const int MaxKeys = 32;
}

/// <summary>A checkout that an order came of.</summary>
/// <param name="Version">The version of the content that was bought.</param>
/// <param name="OrderId">The order.</param>
/// <param name="ShippingAddress">Where it goes.</param>
/// <param name="Key">A request that got its answer: a hash of its idempotency key.</param>
public sealed record EndedCheckout(Guid Version, Guid OrderId, ShippingAddress ShippingAddress, string Key);

/// <summary>A request to check out.</summary>
/// <param name="Key">A hash of its idempotency key.</param>
/// <param name="ShippingAddress">Where the order is to go.</param>
/// <param name="IsExpected">Whether the caller wants to buy the content that has this version.</param>
/// <param name="AttemptId">New for every request; the id of the attempt, and of the checkout, if it begins one.</param>
public sealed record CheckoutRequest(string Key, ShippingAddress ShippingAddress, Func<Guid, bool> IsExpected, Guid AttemptId);
