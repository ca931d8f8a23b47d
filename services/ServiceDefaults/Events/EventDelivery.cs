using DaprShop.ServiceDefaults.DeadLetters;
using Microsoft.Extensions.Logging;

namespace DaprShop.ServiceDefaults.Events;

/// <summary>Hands events to the service's handlers, and notes why one was not handled.</summary>
internal sealed partial class EventDelivery(IEnumerable<IEventHandler> handlers, DeadLetterStore deadLetters, ILogger<EventDelivery> logger)
{
    private readonly Dictionary<string, IEventHandler> _handlers = handlers.ToDictionary(handler => handler.Topic);

    /// <summary>Handles what the sidecar delivers.</summary>
    public async Task<EventOutcome> DeliverAsync(string topic, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        ReceivedEvent.Parse(body) is { } received
            ? await HandleAsync(topic, received, cancellationToken)
            : EventOutcome.Refuse(DeadLetterStore.NotAnEvent); // without an id there is nothing to note it by

    /// <summary>Handles an event, delivered or replayed.</summary>
    public async Task<EventOutcome> HandleAsync(string topic, ReceivedEvent received, CancellationToken cancellationToken)
    {
        if (!_handlers.TryGetValue(topic, out var handler)) return EventOutcome.Refuse("no_handler");
        var outcome = await handler.HandleAsync(received, cancellationToken);
        if (outcome.Reason is null) return outcome;
        LogNotHandled(received.Type, received.Id, outcome.Status, outcome.Reason);
        await deadLetters.NoteAsync(received.Key, outcome.Reason, cancellationToken);
        return outcome;
    }

    [LoggerMessage(LogLevel.Warning, "Event {Type} {Id} is not handled, {Status}: {Reason}")]
    private partial void LogNotHandled(string type, string id, string status, string reason);
}
