using DaprShop.Baskets.Clients;
using DaprShop.Baskets.Domain;
using DaprShop.Baskets.Storage;

namespace DaprShop.Baskets.Processing;

/// <summary>
/// Turns a basket into an order exactly once: the intent is stored in the basket, Orders is asked with a key that stands for
/// it, the answer is stored for whoever repeats the request, and only then the basket is emptied. After a crash between any
/// two, the next request for the basket goes on where it broke off.
/// </summary>
internal sealed class CheckoutProcess(
    BasketStore baskets, CheckoutAnswers answers, OrdersClient orders, CheckoutMaintenance maintenance, TimeProvider time)
{
    /// <summary>Checks out a basket, or answers as before.</summary>
    public async Task<CheckoutOutcome> CheckOutAsync(Customer customer, CheckoutRequest request, CancellationToken cancellationToken)
    {
        var isOpen = !await maintenance.IsOnAsync(cancellationToken);
        var begun = await baskets.ChangeAsync(
            customer.UserId, (basket, token) => BeginAsync(customer, basket, request, isOpen, token), cancellationToken);
        if (begun is not CheckoutOutcome.Begun { Checkout: var checkout }) return begun;
        var outcome = await FinishAsync(customer, checkout, cancellationToken);
        // A request that shares the checkout may have been faster, and what it was told is what counts.
        return await FindAnswerAsync(customer, request, cancellationToken) ?? outcome;
    }

    /// <summary>Finishes a checkout that is under way, whoever began it.</summary>
    /// <exception cref="ServiceDefaults.Errors.ServiceUnavailableException">Orders does not answer; the checkout stays under way.</exception>
    public async Task<CheckoutOutcome> FinishAsync(Customer customer, Checkout checkout, CancellationToken cancellationToken)
    {
        var order = (checkout.Attempt ?? throw new ArgumentException("Nothing is under way.", nameof(checkout))).Order;
        switch (await orders.PlaceAsync(customer.AccessToken, checkout.Id, order, cancellationToken))
        {
            case OrderReply.Placed placed:
                var bought = new CheckoutAnswer(order.ShippingAddress, placed.OrderId, IsRejected: false, placed.Order);
                return await AnswerAsync(
                    customer, checkout, bought, basket => basket.Bought(checkout, placed.OrderId, time.GetUtcNow()), cancellationToken);
            case OrderReply.Rejected rejected:
                var kept = new CheckoutAnswer(order.ShippingAddress, rejected.OrderId, IsRejected: true, rejected.Problem);
                return await AnswerAsync(customer, checkout, kept, basket => basket.Closed(checkout), cancellationToken);
            case OrderReply.Refused refused:
                return await EndAsync(customer, basket => basket.Released(checkout), new CheckoutOutcome.Refused(refused.Errors), cancellationToken);
            case OrderReply.NotNow notNow:
                var later = new CheckoutOutcome.NotNow(notNow.Problem, notNow.RetryAfter);
                return await EndAsync(customer, basket => basket.Released(checkout), later, cancellationToken);
            default:
                return await EndAsync(customer, basket => basket.Closed(checkout), new CheckoutOutcome.Superseded(), cancellationToken);
        }
    }

    // The answer is looked for between the reading of the basket and its writing, and written before the basket: an answer to
    // this request that is not there yet means a basket that has not changed, or one that the writing will find changed. A
    // request whose checkout is still in the basket goes on with it, answered or not: the basket is yet to be emptied.
    private async Task<(Basket Basket, CheckoutOutcome Outcome)> BeginAsync(
        Customer customer, Basket basket, CheckoutRequest request, bool isOpen, CancellationToken cancellationToken)
    {
        if (!basket.IsCheckedOutBy(request) && await FindAnswerAsync(customer, request, cancellationToken) is { } before) return (basket, before);
        var (begun, outcome) = basket.Begin(request, isOpen);
        if (outcome is not CheckoutOutcome.BoughtBefore { Key: var key }) return (begun, outcome);
        return await answers.FindAsync(customer.UserId, key, cancellationToken) is { } answer
            ? (basket, new CheckoutOutcome.Answered(answer))
            : (basket, new CheckoutOutcome.Stale());
    }

    private async Task<CheckoutOutcome?> FindAnswerAsync(Customer customer, CheckoutRequest request, CancellationToken cancellationToken) =>
        await answers.FindAsync(customer.UserId, request.Key, cancellationToken) switch
        {
            null => null,
            var answer when answer.ShippingAddress == request.ShippingAddress => new CheckoutOutcome.Answered(answer),
            _ => new CheckoutOutcome.KeyReused(),
        };

    private Task<CheckoutOutcome> AnswerAsync(
        Customer customer, Checkout checkout, CheckoutAnswer answer, Func<Basket, Basket> end, CancellationToken cancellationToken) =>
        baskets.ChangeAsync<CheckoutOutcome>(
            customer.UserId,
            async (basket, token) =>
            {
                await answers.CreateAsync(customer.UserId, basket.Waiting(checkout), answer, token);
                return (end(basket), new CheckoutOutcome.Answered(answer));
            },
            cancellationToken);

    private Task<CheckoutOutcome> EndAsync(
        Customer customer, Func<Basket, Basket> end, CheckoutOutcome outcome, CancellationToken cancellationToken) =>
        baskets.ChangeAsync(customer.UserId, (basket, _) => Task.FromResult((end(basket), outcome)), cancellationToken);
}
