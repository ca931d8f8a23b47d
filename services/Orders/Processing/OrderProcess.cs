using Dapr.Actors;
using Dapr.Actors.Client;
using DaprShop.Orders.Clients;
using DaprShop.Orders.Domain;
using DaprShop.Orders.Storage;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Processing;

/// <summary>Takes what customers want to their orders. Every request may be repeated; none is done twice.</summary>
internal sealed class OrderProcess(
    IActorProxyFactory actors, OrderRequests requests, OrderHistory history, UnpaidHoldStore unpaid, DeclinedCardStore declinedCards,
    ProductsClient products, IOptions<OrdersOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Places an order, or answers as the first time that the key was used.</summary>
    // What the order is to hold is entered first; then comes the request that stands for the key, with the order's id and what it buys,
    // then the order: whatever is missing after a crash, or is under way in another request with the same key, a repetition adds.
    public async Task<OrderOutcome> PlaceAsync(
        Guid userId, string idempotencyKey, OrderDraft draft, CancellationToken cancellationToken)
    {
        var bodyHash = OrderRequests.HashOf(draft);
        var request = await requests.FindAsync(userId, idempotencyKey, cancellationToken);
        if (request is null)
        {
            var (content, errors) = await PriceAsync(draft, cancellationToken);
            if (content is null) return new OrderOutcome.Invalid(errors);
            var (orderId, tooMuch) = await HoldAsync(userId, Guid.CreateVersion7(time.GetUtcNow()), idempotencyKey, content, cancellationToken);
            if (tooMuch is not null) return tooMuch;
            request = await requests.CreateAsync(userId, idempotencyKey, new OrderRequest(bodyHash, orderId, content), cancellationToken);
        }
        else if (request.BodyHash == bodyHash && request.FirstAnswer is null
            && await RenewHoldAsync(userId, idempotencyKey, request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (request.BodyHash != bodyHash) return new OrderOutcome.KeyReused();
        if (request.FirstAnswer is { } answered) return Placed(answered);
        var outcome = await AskAsync(userId, request.OrderId, (actor, caller) => actor.PlaceAsync(caller, request.Content), cancellationToken);
        var order = outcome is OrderOutcome.OutOfStock refused ? refused.Order : ((OrderOutcome.Done)outcome).Order;
        return Placed(await requests.AnswerAsync(userId, idempotencyKey, order, cancellationToken));
    }

    /// <summary>Changes what an order buys, and where it goes, before it is paid.</summary>
    public async Task<OrderOutcome> EditAsync(Guid userId, Guid orderId, OrderDraft draft, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(userId, orderId, cancellationToken) is not { } order) return new OrderOutcome.NotFound();
        if (OrderTransitions.StatusOf(order.State) is not (OrderStatus.AwaitingPayment or OrderStatus.Submitted))
            return new OrderOutcome.WrongState(order);
        var (content, errors) = await PriceAsync(draft, cancellationToken);
        if (content is null) return new OrderOutcome.Invalid(errors);
        var (_, refusal) = await HoldAsync(userId, orderId, $"edit of {orderId}", content, cancellationToken);
        return refusal ?? await AskAsync(userId, orderId, (actor, caller) => actor.EditAsync(caller, content), cancellationToken);
    }

    /// <summary>Pays an order.</summary>
    /// <param name="userId">Who asks.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="paymentToken">What the card stands behind; passed on, not stored.</param>
    /// <param name="cancellationToken">Ends the request; what it began goes on.</param>
    // Orders are paid beside each other, so some more cards than the limit may be declined: one an unpaid order at most.
    public async Task<OrderOutcome> PayAsync(Guid userId, Guid orderId, string paymentToken, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(userId, orderId, cancellationToken) is not { } order) return new OrderOutcome.NotFound();
        return order.TakesCard() && await declinedCards.RetryAfterAsync(userId, cancellationToken) is { } retryAfter
            ? new OrderOutcome.TooManyDeclined(retryAfter)
            : await AskAsync(userId, orderId, (actor, caller) => actor.PayAsync(caller, paymentToken), cancellationToken);
    }

    /// <summary>Confirms that an order has arrived.</summary>
    public Task<OrderOutcome> ConfirmAsync(Guid userId, Guid orderId, CancellationToken cancellationToken) =>
        FindAndAskAsync(userId, orderId, (actor, caller) => actor.ConfirmAsync(caller), cancellationToken);

    /// <summary>Cancels an order, gives its money back, and its stock.</summary>
    public Task<OrderOutcome> CancelAsync(Guid userId, Guid orderId, CancellationToken cancellationToken) =>
        FindAndAskAsync(userId, orderId, (actor, caller) => actor.CancelAsync(caller), cancellationToken);

    /// <summary>Deletes an order that is over.</summary>
    public async Task<OrderOutcome> DeleteAsync(Guid userId, Guid orderId, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(userId, orderId, cancellationToken) is not { } order) return new OrderOutcome.NotFound();
        var outcome = await AskAsync(userId, orderId, (actor, caller) => actor.DeleteAsync(caller), cancellationToken);
        return outcome is OrderOutcome.NotFound ? new OrderOutcome.Done(order) : outcome; // it was there a moment ago
    }

    // Ids that are no order's wake no actor.
    private async Task<OrderOutcome> FindAndAskAsync(
        Guid userId, Guid orderId, Func<IOrderActor, OrderCaller, Task<OrderOutcome>> ask, CancellationToken cancellationToken) =>
        await history.FindAsync(userId, orderId, cancellationToken) is null
            ? new OrderOutcome.NotFound()
            : await AskAsync(userId, orderId, ask, cancellationToken);

    // One turn may not do: others come first, or its work takes longer. Everything can be asked again. The call itself is never broken
    // off, be it that its caller has gone: what has begun goes on.
    private async Task<OrderOutcome> AskAsync(
        Guid userId, Guid orderId, Func<IOrderActor, OrderCaller, Task<OrderOutcome>> ask, CancellationToken cancellationToken)
    {
        var actor = actors.CreateActorProxy<IOrderActor>(new ActorId($"{orderId}"), nameof(OrderActor));
        using var limit = new CancellationTokenSource(options.Value.AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        int? attempt = null;
        try
        {
            while (true)
            {
                var outcome = await ask(actor, new OrderCaller(userId, time.GetUtcNow() + options.Value.WaitLimit, attempt)).WaitAsync(either.Token);
                if (outcome is not OrderOutcome.Unavailable unavailable) return outcome;
                if (!unavailable.IsBusy) throw Unavailable(unavailable);
                attempt ??= unavailable.Attempt;
                await Task.Delay(Pause, either.Token);
            }
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(OrderOutcome.Unavailable.Busy, exception);
        }
    }

    private static ServiceUnavailableException Unavailable(OrderOutcome.Unavailable unavailable, Exception? exception = null) =>
        new(unavailable.Code, "The order cannot go on now. Look at it, or try again: nothing is done twice.", exception);

    private static OrderOutcome Placed(Order order) => OrderTransitions.StatusOf(order.State) switch
    {
        null => new OrderOutcome.NotFound(),
        OrderStatus.Rejected => OrderOutcome.OutOfStock.Of(order, order.Content),
        _ => new OrderOutcome.Done(order),
    };

    private async Task<(Guid OrderId, OrderOutcome? Refusal)> HoldAsync(
        Guid userId, Guid orderId, string request, OrderContent content, CancellationToken cancellationToken)
    {
        var (id, refusal) = await unpaid.EnterAsync(
            userId, UnpaidHold.Of(orderId, OrderRequests.HashOf(request), content, time.GetUtcNow()), cancellationToken);
        return (id, refusal is null ? null : OrderOutcome.TooMuchUnpaid.Of(refusal, content));
    }

    // What is repeated long after it broke off may have to be entered anew. An order that is there is entered, or was over.
    private async Task<OrderOutcome?> RenewHoldAsync(Guid userId, string idempotencyKey, OrderRequest request, CancellationToken cancellationToken) =>
        await history.FindOfAnybodyAsync(request.OrderId, cancellationToken) is null
            ? (await HoldAsync(userId, request.OrderId, idempotencyKey, request.Content, cancellationToken)).Refusal
            : null;

    private async Task<(OrderContent? Content, IReadOnlyDictionary<string, string> Errors)> PriceAsync(OrderDraft draft, CancellationToken cancellationToken) =>
        draft.Price(await products.PricesAsync([.. draft.Items.Select(item => item.ProductId)], cancellationToken));
}
