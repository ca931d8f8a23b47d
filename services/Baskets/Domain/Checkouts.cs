using System.Collections.Immutable;
using DaprShop.Contracts;

namespace DaprShop.Baskets.Domain;

/// <summary>The steps of a basket's way to an order.</summary>
public static class Checkouts
{
    /// <summary>
    /// Begins a checkout, or joins the one that is under way: a double click, a second tab, and whoever comes after a crash all
    /// ask Orders for the same order.
    /// </summary>
    /// <param name="basket">The basket.</param>
    /// <param name="request">The request.</param>
    /// <param name="isOpen">Whether a checkout may begin. One that has begun may be joined, and finished, in any case.</param>
    /// <returns>The basket to store, and <see cref="CheckoutOutcome.Begun"/>; or the basket as it is, and what is in the way.</returns>
    public static (Basket Basket, CheckoutOutcome Outcome) Begin(this Basket basket, CheckoutRequest request, bool isOpen)
    {
        if (basket.Checkout is { Attempt: { } attempt } checkout) return basket.Join(checkout, attempt, request);
        if (!request.IsExpected(basket.Version))
        {
            return basket.LastCheckout is { } last && last.ShippingAddress == request.ShippingAddress && request.IsExpected(last.Version)
                ? (basket, new CheckoutOutcome.BoughtBefore(last.Key))
                : (basket, new CheckoutOutcome.Stale());
        }

        if (basket.Items.IsEmpty) return (basket, new CheckoutOutcome.Empty(basket.LastCheckout?.OrderId));
        if (!isOpen) return (basket, new CheckoutOutcome.Closed());
        var begun = new Checkout(
            basket.Checkout?.Id ?? request.AttemptId,
            new CheckoutAttempt(request.AttemptId, basket.Version, new PlaceOrder(basket.Items, request.ShippingAddress), [request.Key]));
        return (basket with { Checkout = begun }, new CheckoutOutcome.Begun(begun));
    }

    /// <summary>Whether a request has begun or joined the checkout that is under way.</summary>
    public static bool IsCheckedOutBy(this Basket basket, CheckoutRequest request) =>
        basket.Checkout?.Attempt?.Keys.Contains(request.Key) == true;

    /// <summary>The order stands: what it buys leaves the basket.</summary>
    /// <param name="basket">The basket.</param>
    /// <param name="checkout">The checkout, as it was when Orders was asked.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="now">The time.</param>
    public static Basket Bought(this Basket basket, Checkout checkout, Guid orderId, DateTimeOffset now)
    {
        if (basket.Checkout?.Id != checkout.Id || checkout.Attempt is not { } attempt) return basket;
        var bought = attempt.Order.Items.ToDictionary(item => item.ProductId, item => item.Quantity);
        return basket with
        {
            Version = attempt.Id,
            Items = [.. basket.Items
                .Select(item => item with { Quantity = item.Quantity - bought.GetValueOrDefault(item.ProductId) })
                .Where(item => item.Quantity > 0)],
            Checkout = null,
            LastCheckout = new EndedCheckout(attempt.Version, orderId, attempt.Order.ShippingAddress, attempt.Keys[0]),
            UpdatedAt = now,
        };
    }

    /// <summary>The checkout has had its order, which holds nothing: the basket stays, and its next checkout is a new one.</summary>
    public static Basket Closed(this Basket basket, Checkout checkout) =>
        basket.Checkout?.Id == checkout.Id ? basket with { Checkout = null } : basket;

    /// <summary>Orders refused before there was an order: the basket stays, and its next checkout goes on under the same id.</summary>
    public static Basket Released(this Basket basket, Checkout checkout) =>
        basket.IsIn(checkout) ? basket with { Checkout = checkout with { Attempt = null } } : basket;

    /// <summary>The requests that are to get the answer to a checkout: those that it had, and those that have joined since.</summary>
    public static ImmutableArray<string> Waiting(this Basket basket, Checkout checkout) =>
        basket.IsIn(checkout) ? basket.Checkout!.Attempt!.Keys : checkout.Attempt?.Keys ?? [];

    private static bool IsIn(this Basket basket, Checkout checkout) =>
        checkout.Attempt is { } attempt && basket.Checkout?.Attempt?.Id == attempt.Id;

    private static (Basket Basket, CheckoutOutcome Outcome) Join(
        this Basket basket, Checkout checkout, CheckoutAttempt attempt, CheckoutRequest request)
    {
        var isKnown = basket.IsCheckedOutBy(request);
        if (attempt.Order.ShippingAddress != request.ShippingAddress)
            return (basket, isKnown ? new CheckoutOutcome.KeyReused() : new CheckoutOutcome.OtherUnderWay());
        if (isKnown) return (basket, new CheckoutOutcome.Begun(checkout));
        if (!request.IsExpected(attempt.Version)) return (basket, new CheckoutOutcome.Stale());
        if (attempt.Keys.Length == CheckoutAttempt.MaxKeys) return (basket, new CheckoutOutcome.OtherUnderWay());
        var joined = checkout with { Attempt = attempt with { Keys = attempt.Keys.Add(request.Key) } };
        return (basket with { Checkout = joined }, new CheckoutOutcome.Begun(joined));
    }
}
