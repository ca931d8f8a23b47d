namespace DaprShop.ServiceDefaults.Events;

/// <summary>
/// Handles the events of a topic. An event may come several times, at the same time too, in any order, and again long after: as a
/// dead letter that is replayed. Handling it again changes nothing.
/// </summary>
public interface IEventHandler
{
    /// <summary>The topic.</summary>
    string Topic { get; }

    /// <summary>Handles an event. An exception lets it be delivered again, like <see cref="EventOutcome.Retry"/>.</summary>
    Task<EventOutcome> HandleAsync(ReceivedEvent received, CancellationToken cancellationToken);
}

/// <summary>What came of an event.</summary>
/// <param name="Status">What the sidecar is to do (Dapr, pub/sub: <c>SUCCESS</c>, <c>RETRY</c>, <c>DROP</c>).</param>
/// <param name="Reason">Why, in <c>snake_case</c>, for whoever looks at the dead letter that it may become; null if it was handled.</param>
public sealed record EventOutcome(string Status, string? Reason)
{
    /// <summary>It is handled, or does not concern this service.</summary>
    public static EventOutcome Done { get; } = new("SUCCESS", null);

    /// <summary>It could not be handled now; once the retries are used up it is a dead letter.</summary>
    public static EventOutcome Retry(string reason) => new("RETRY", reason);

    /// <summary>It can never be handled as it is: a dead letter at once.</summary>
    public static EventOutcome Refuse(string reason) => new("DROP", reason);
}
