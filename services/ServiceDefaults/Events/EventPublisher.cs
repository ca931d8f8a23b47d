using Dapr.Client;
using DaprShop.Contracts.Events;
using Microsoft.Extensions.Options;

namespace DaprShop.ServiceDefaults.Events;

/// <summary>Publishes events. Publishing one again is harmless: its id tells consumers that they have seen it.</summary>
public sealed class EventPublisher(DaprClient dapr, IOptions<EventsOptions> options)
{
    /// <summary>Publishes an event of an order.</summary>
    /// <exception cref="Dapr.DaprException">The broker may not have it.</exception>
    public Task PublishAsync(OrderLifeEvent happened, CancellationToken cancellationToken) =>
        PublishAsync(happened.Envelope(), (object)happened, cancellationToken);

    /// <summary>Publishes an event.</summary>
    /// <inheritdoc cref="PublishAsync(OrderLifeEvent, CancellationToken)" />
    public Task PublishAsync<TData>(EventEnvelope envelope, TData data, CancellationToken cancellationToken) =>
        dapr.PublishEventAsync(options.Value.PubSub, envelope.Topic, data, new Dictionary<string, string>
        {
            ["cloudevent.id"] = envelope.Id,
            ["cloudevent.type"] = envelope.Type,
            ["cloudevent.subject"] = envelope.Subject,
            ["partitionKey"] = envelope.Subject, // Kafka keeps the order of what has the same key
        }, cancellationToken);
}
