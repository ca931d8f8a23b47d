using DaprShop.Baskets.Clients;
using DaprShop.Baskets.Domain;
using DaprShop.Baskets.Storage;
using DaprShop.Contracts;

namespace DaprShop.Baskets.Processing;

/// <summary>What customers do with the content of their baskets.</summary>
internal sealed class BasketProcess(
    BasketStore baskets, ProductsClient products, CheckoutProcess checkouts, CheckoutMaintenance maintenance, TimeProvider time)
{
    private const int MaxCheckoutsToWaitFor = 3;

    /// <summary>A customer's basket with what the catalogue says of it now.</summary>
    public async Task<PricedBasket> ReadAsync(Guid userId, CancellationToken cancellationToken) =>
        await PriceAsync(await baskets.ReadAsync(userId, cancellationToken), cancellationToken);

    /// <summary>Joins a basket with what the catalogue says of it now.</summary>
    public async Task<PricedBasket> PriceAsync(Basket basket, CancellationToken cancellationToken) =>
        PricedBasket.Of(basket, await products.FindOffersAsync([.. basket.Items.Select(item => item.ProductId)], cancellationToken)) with
        {
            IsCheckoutClosed = await maintenance.IsOnAsync(cancellationToken),
        };

    /// <summary>
    /// The products that are neither in the basket nor in the catalogue. What has left the catalogue may stay in the basket, and
    /// while the catalogue does not answer nothing is unknown: baskets work without it, and no order comes of such a product.
    /// </summary>
    public async Task<IReadOnlySet<Guid>> FindUnknownAsync(Guid userId, IReadOnlyList<OrderItem> items, CancellationToken cancellationToken)
    {
        var basket = await baskets.ReadAsync(userId, cancellationToken);
        var added = items.Select(item => item.ProductId).Except(basket.Items.Select(item => item.ProductId)).ToList();
        return await products.FindOffersAsync(added, cancellationToken) is { } offers
            ? added.Except(offers.Select(offer => offer.ProductId)).ToHashSet()
            : new HashSet<Guid>();
    }

    /// <summary>Changes the content of a basket. A checkout that is under way is finished first, whoever began it.</summary>
    /// <param name="customer">Whose basket it is.</param>
    /// <param name="change">The change.</param>
    /// <param name="isExpected">Whether the caller wants to change the content that has this version.</param>
    /// <param name="cancellationToken">Ends the change; whether it was made is then unknown.</param>
    /// <exception cref="ServiceDefaults.Errors.ServiceUnavailableException">A checkout is under way, and Orders does not answer.</exception>
    public async Task<BasketOutcome> ChangeAsync(
        Customer customer, BasketChange change, Func<Guid, bool> isExpected, CancellationToken cancellationToken)
    {
        for (var waited = 0; ; waited++)
        {
            var outcome = await baskets.ChangeAsync<BasketOutcome>(
                customer.UserId,
                (basket, _) =>
                {
                    var handled = basket.Handle(change, isExpected, time.GetUtcNow());
                    return Task.FromResult((handled is BasketOutcome.Done done ? done.Basket : basket, handled));
                },
                cancellationToken);
            if (outcome is not BasketOutcome.CheckoutUnderWay { Checkout: var checkout } || waited == MaxCheckoutsToWaitFor) return outcome;
            await checkouts.FinishAsync(customer, checkout, cancellationToken);
        }
    }
}
