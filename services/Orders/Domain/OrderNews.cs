using DaprShop.Contracts.Events;

namespace DaprShop.Orders.Domain;

/// <summary>What the rest of the shop hears of an order.</summary>
public enum OrderNews
{
    Placed,
    AwaitingPayment,
    Rejected,
    Paid,
    Completed,
    Cancelled,
    Refunded,
}

/// <summary>News as the events that are published.</summary>
internal static class OrderNewsExtensions
{
    /// <summary>The event that tells of an order's latest step.</summary>
    public static OrderLifeEvent Tell(this Order order, OrderNews news, DateTimeOffset at)
    {
        var (id, user, number, content) = (order.Id, order.UserId, order.LastEvent, order.Content);
        return news switch
        {
            OrderNews.Placed => new OrderPlaced(id, user, number, at,
                [.. content.Lines.Select(line => new OrderedItem(line.ProductId, line.Name, line.UnitPrice, line.Quantity))], content.Total, content.Currency),
            OrderNews.AwaitingPayment => new OrderAwaitingPayment(id, user, number, at, content.Total, content.Currency, order.PayBefore),
            OrderNews.Rejected => new OrderRejected(id, user, number, at, order.Refusal!.ProductIds),
            OrderNews.Paid => new OrderPaid(id, user, number, at, content.Total, content.Currency),
            OrderNews.Completed => new OrderCompleted(id, user, number, at),
            OrderNews.Cancelled => new OrderCancelled(id, user, number, at, order.CancelledFor!.Value),
            OrderNews.Refunded => new OrderRefunded(id, user, number, at, content.Total, content.Currency),
            _ => throw new ArgumentOutOfRangeException(nameof(news), news, null),
        };
    }
}
