using System.Collections.Immutable;
using Dapr;
using DaprShop.Orders.Domain;
using DaprShop.Orders.Storage;
using DaprShop.ServiceDefaults.Events;

namespace DaprShop.Orders.Processing;

/// <summary>What the world outside its actor sees of an order: its copy to look at, its line in the customer's list, its events.</summary>
internal sealed partial class OrderDisplay(
    OrderStore orders, OrderLists lists, EventPublisher events, TimeProvider time, ILogger<OrderDisplay> logger)
{
    private static readonly TimeSpan ShowLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PublishLimit = TimeSpan.FromSeconds(2);

    /// <summary>Shows an order as it is saved. Without this nothing about it is answered.</summary>
    /// <param name="order">The order.</param>
    /// <param name="turnEnd">Ends the turn.</param>
    public async Task ShowAsync(Order order, CancellationToken turnEnd)
    {
        using var limit = new CancellationTokenSource(ShowLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(turnEnd, limit.Token);
        await orders.ShowAsync(order, either.Token);
        await lists.ShowAsync(order, either.Token);
    }

    /// <summary>Publishes events, one after the other, as far as the broker takes them. One that is away holds up no order for long.</summary>
    /// <param name="outbox">The events.</param>
    /// <param name="turnEnd">Ends the turn; which of them are published is then unknown.</param>
    /// <returns>The events that are still to be published.</returns>
    public async Task<ImmutableList<OutboxEntry>> PublishAsync(ImmutableList<OutboxEntry> outbox, CancellationToken turnEnd)
    {
        using var limit = new CancellationTokenSource(PublishLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(turnEnd, limit.Token);
        try
        {
            for (; !outbox.IsEmpty; outbox = outbox.RemoveAt(0))
                await events.PublishAsync(outbox[0].Read(), either.Token);
        }
        catch (Exception exception) when (exception is DaprException or OperationCanceledException && !turnEnd.IsCancellationRequested)
        {
            LogNotPublished(outbox[0].Type, exception.GetBaseException().Message);
        }

        return outbox;
    }

    [LoggerMessage(LogLevel.Warning, "{Event} is not published for now: {Cause}")]
    private partial void LogNotPublished(string @event, string cause);
}
