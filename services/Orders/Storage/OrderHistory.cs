using DaprShop.Orders.Domain;

namespace DaprShop.Orders.Storage;

/// <summary>Orders to look at.</summary>
internal sealed class OrderHistory(OrderStore orders, OrderLists lists)
{
    /// <summary>An order; null if the customer has none such.</summary>
    public async Task<Order?> FindAsync(Guid userId, Guid orderId, CancellationToken cancellationToken)
    {
        var (order, _) = await orders.ReadAsync(orderId, cancellationToken);
        return order is not null && order.UserId == userId && !IsGone(order) ? order : null;
    }

    /// <summary>An order, whosever it is, deleted or not; null if there never was one.</summary>
    public async Task<Order?> FindOfAnybodyAsync(Guid orderId, CancellationToken cancellationToken) =>
        (await orders.ReadAsync(orderId, cancellationToken)).Order;

    /// <summary>A page of orders, the newest first, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<Order> Orders, int Total)> ReadAsync(
        Guid userId, OrderStatus? status, int skip, int take, CancellationToken cancellationToken)
    {
        while (true)
        {
            var ids = await lists.ReadAsync(userId, cancellationToken);
            var read = await orders.ReadAsync(status is null ? [.. ids.Skip(skip).Take(take)] : ids, cancellationToken);
            var gone = read.Where(IsGone).Select(order => order.Id).ToList();
            if (gone.Count == 0)
            {
                if (status is null) return (read, ids.Count);
                var matching = read.Where(order => OrderTransitions.StatusOf(order.State) == status).ToList();
                return ([.. matching.Skip(skip).Take(take)], matching.Count);
            }

            // Whoever deleted them did not come this far.
            await lists.RemoveAsync(userId, gone, cancellationToken);
        }
    }

    private static bool IsGone(Order order) => OrderTransitions.StatusOf(order.State) is null;
}
