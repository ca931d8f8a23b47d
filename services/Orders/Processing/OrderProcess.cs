using System.Diagnostics.CodeAnalysis;
using DaprShop.Orders.Clients;
using DaprShop.Orders.Domain;
using DaprShop.Orders.Storage;

namespace DaprShop.Orders.Processing;

/// <summary>
/// The order process within a request: each step is stored before it acts, and the request goes on until nothing is left to
/// do. If it dies on the way, the next request for the order first finishes what it began.
/// </summary>
internal sealed class OrderProcess(
    OrderStore orders, OrderRequests requests, OrderWorker worker, ProductsClient products, TimeProvider time) : IOrderProcess
{
    // The request that stands for the key comes first, then the order under the id that it names, then all else: whatever is
    // missing after a crash, or is under way in another request with the same key, a repetition adds.
    public async Task<OrderOutcome> PlaceAsync(
        Guid userId, string idempotencyKey, OrderDraft draft, CancellationToken cancellationToken)
    {
        var bodyHash = OrderRequests.HashOf(draft);
        var request = await requests.FindAsync(userId, idempotencyKey, cancellationToken);
        if (request is not null && request.BodyHash != bodyHash) return new OrderOutcome.KeyReused();
        if (request?.FirstAnswer is { } answered) return Placed(answered);

        var order = request is null ? null : (await orders.ReadAsync(request.OrderId, cancellationToken)).Order;
        if (order is null)
        {
            var (content, errors) = draft.Price(await products.PricesAsync(ProductIds(draft), cancellationToken));
            if (content is null) return new OrderOutcome.Invalid(errors);
            request ??= await requests.CreateAsync(
                userId, idempotencyKey, new OrderRequest(bodyHash, Guid.CreateVersion7(time.GetUtcNow())), cancellationToken);
            if (request.BodyHash != bodyHash) return new OrderOutcome.KeyReused();
            order = await orders.CreateAsync(NewOrder(request.OrderId, userId, content), cancellationToken);
        }

        order = await SettleAsync(order.Id, paymentToken: null, cancellationToken);
        return Placed(await requests.AnswerAsync(userId, idempotencyKey, order, cancellationToken));
    }

    public async Task<OrderOutcome> EditAsync(Guid userId, Guid orderId, OrderDraft draft, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, orderId, cancellationToken) is not { } found) return new OrderOutcome.NotFound();
        if (OrderTransitions.StatusOf(found.State) is not (OrderStatus.AwaitingPayment or OrderStatus.Submitted))
            return new OrderOutcome.WrongState(found);
        var (content, errors) = draft.Price(await products.PricesAsync(ProductIds(draft), cancellationToken));
        if (content is null) return new OrderOutcome.Invalid(errors);

        var (order, answer) = await HandleAsync(userId, orderId, new OrderCommand.Edit(content), cancellationToken);
        if (order is null) return new OrderOutcome.NotFound();
        if (answer != CommandAnswer.Accepted) return new OrderOutcome.WrongState(order);
        var revision = order.Revision;
        order = await SettleAsync(orderId, paymentToken: null, cancellationToken);
        return order.Refusal is { } refusal && refusal.Revision == revision
            ? new OrderOutcome.OutOfStock(order, content, refusal)
            : new OrderOutcome.Done(order);
    }

    public async Task<OrderOutcome> PayAsync(Guid userId, Guid orderId, string paymentToken, CancellationToken cancellationToken)
    {
        var (order, answer) = await HandleAsync(userId, orderId, new OrderCommand.Pay(), cancellationToken);
        if (order is null) return new OrderOutcome.NotFound();
        if (answer == CommandAnswer.Done) return new OrderOutcome.Done(order);
        if (answer == CommandAnswer.Refused) return new OrderOutcome.WrongState(order);

        // A charge that is under way is this one too: a double click, or a repetition after a lost answer.
        var attempt = order.Attempt;
        order = await SettleAsync(orderId, paymentToken, cancellationToken);
        if (order.DeclinedAttempt == attempt) return new OrderOutcome.Declined(order);
        if (order.Attempt > attempt) return new OrderOutcome.PaymentGivenUp(order);
        return OrderTransitions.StatusOf(order.State) is OrderStatus.Paid or OrderStatus.Completed
            ? new OrderOutcome.Done(order)
            : new OrderOutcome.WrongState(order);
    }

    public Task<OrderOutcome> ConfirmAsync(Guid userId, Guid orderId, CancellationToken cancellationToken) =>
        DoAsync(userId, orderId, new OrderCommand.Confirm(), cancellationToken);

    public Task<OrderOutcome> CancelAsync(Guid userId, Guid orderId, CancellationToken cancellationToken) =>
        DoAsync(userId, orderId, new OrderCommand.Cancel(), cancellationToken);

    public Task<OrderOutcome> DeleteAsync(Guid userId, Guid orderId, CancellationToken cancellationToken) =>
        DoAsync(userId, orderId, new OrderCommand.Delete(), cancellationToken);

    private async Task<OrderOutcome> DoAsync(Guid userId, Guid orderId, OrderCommand command, CancellationToken cancellationToken)
    {
        var (order, answer) = await HandleAsync(userId, orderId, command, cancellationToken);
        if (order is null) return new OrderOutcome.NotFound();
        if (answer is not (CommandAnswer.Accepted or CommandAnswer.Done)) return new OrderOutcome.WrongState(order);
        return new OrderOutcome.Done(await SettleAsync(orderId, paymentToken: null, cancellationToken));
    }

    // Gives the order as the command found or left it. A charge that is given up for a command is not the command itself.
    private async Task<(Order? Order, CommandAnswer Answer)> HandleAsync(
        Guid userId, Guid orderId, OrderCommand command, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (order, etag) = await orders.ReadAsync(orderId, cancellationToken);
            if (!IsOf(userId, order)) return (null, CommandAnswer.Refused);
            var (next, answer) = order.Handle(command);
            if (answer == CommandAnswer.Accepted)
            {
                next = next with { UpdatedAt = time.GetUtcNow() };
                if (!await orders.TryWriteAsync(next, etag, cancellationToken)) continue;
                if (next.State != OrderState.Voiding) return (next, answer);
                answer = CommandAnswer.Busy;
            }

            if (answer != CommandAnswer.Busy) return (order, answer);
            await SettleAsync(orderId, paymentToken: null, cancellationToken);
        }
    }

    // Whoever is slower than another request for the same order loses nothing but its own turn: its work was the other's too.
    private async Task<Order> SettleAsync(Guid orderId, string? paymentToken, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (order, etag) = await orders.ReadAsync(orderId, cancellationToken);
            if (order is null) throw new InvalidOperationException($"Order {orderId} is gone.");
            if (await worker.WorkAsync(order, paymentToken, cancellationToken) is not { } happened) return order;
            await orders.TryWriteAsync(order.After(happened) with { UpdatedAt = time.GetUtcNow() }, etag, cancellationToken);
        }
    }

    private async Task<Order?> FindAsync(Guid userId, Guid orderId, CancellationToken cancellationToken)
    {
        var (order, _) = await orders.ReadAsync(orderId, cancellationToken);
        return IsOf(userId, order) ? order : null;
    }

    private static bool IsOf(Guid userId, [NotNullWhen(true)] Order? order) =>
        order is not null && order.UserId == userId && OrderTransitions.StatusOf(order.State) is not null;

    private static OrderOutcome Placed(Order order) => OrderTransitions.StatusOf(order.State) switch
    {
        null => new OrderOutcome.NotFound(),
        OrderStatus.Rejected => new OrderOutcome.OutOfStock(order, order.Content, order.Refusal!),
        _ => new OrderOutcome.Done(order),
    };

    private static List<Guid> ProductIds(OrderDraft draft) => [.. draft.Items.Select(item => item.ProductId)];

    private Order NewOrder(Guid id, Guid userId, OrderContent content)
    {
        var now = time.GetUtcNow();
        return new Order { Id = id, UserId = userId, State = OrderState.Placed, Content = content, CreatedAt = now, UpdatedAt = now };
    }
}
