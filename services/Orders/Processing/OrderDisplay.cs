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
    public async Task ShowAsync(Order order)
    {
        using var limit = new CancellationTokenSource(ShowLimit, time);
        await orders.ShowAsync(order, limit.Token);
        await lists.ShowAsync(order, limit.Token);
    }

    /// <summary>Publishes events, one after the other, as far as the broker takes them. One that is away holds up no order for long.</summary>
    /// <returns>The events that are still to be published.</returns>
    public async Task<ImmutableList<OutboxEntry>> PublishAsync(ImmutableList<OutboxEntry> outbox)
    {
        using var limit = new CancellationTokenSource(PublishLimit, time);
        try
        {
            for (; !outbox.IsEmpty; outbox = outbox.RemoveAt(0))
                await events.PublishAsync(outbox[0].Read(), limit.Token);
        }
        catch (Exception exception) when (exception is DaprException or OperationCanceledException)
        {
            LogNotPublished(outbox[0].Type, exception.GetBaseException().Message);
        }

        return outbox;
    }

    [LoggerMessage(LogLevel.Warning, "{Event} is not published for now: {Cause}")]
    private partial void LogNotPublished(string @event, string cause);
}
