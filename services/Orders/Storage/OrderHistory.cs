using DaprShop.Orders.Domain;

namespace DaprShop.Orders.Storage;

/// <summary>Orders to look at.</summary>
internal sealed class OrderHistory(OrderStore orders, OrderLists lists)
{
    /// <summary>An order; null if the customer has none such.</summary>
    public async Task<Order?> FindAsync(Guid userId, Guid orderId, CancellationToken cancellationToken)
    {
        var order = await orders.ReadAsync(orderId, cancellationToken);
        return order is not null && order.UserId == userId && OrderTransitions.StatusOf(order.State) is not null ? order : null;
    }

    /// <summary>An order, whosever it is, deleted or not; null if there never was one.</summary>
    public Task<Order?> FindOfAnybodyAsync(Guid orderId, CancellationToken cancellationToken) => orders.ReadAsync(orderId, cancellationToken);

    /// <summary>A page of orders, the newest first, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<Order> Orders, int Total)> ReadAsync(
        Guid userId, OrderStatus? status, int skip, int take, CancellationToken cancellationToken)
    {
        var (ids, total) = await lists.ReadAsync(userId, status, skip, take, cancellationToken);
        var read = await orders.ReadAsync(ids, cancellationToken);

        // An order that is moving on just now may be further than the list says.
        return ([.. read.Where(order => OrderTransitions.StatusOf(order.State) is { } now && (status is null || now == status))], total);
    }
}
