using System.Text.Json;
using DaprShop.ServiceDefaults.State;

namespace DaprShop.ServiceDefaults.DeadLetters;

/// <summary>An event that a service did not handle.</summary>
/// <param name="Id">The app id, a dot, and the event's key.</param>
/// <param name="Topic">The topic that it was published to; empty if it does not say.</param>
/// <param name="App">The app id of the service.</param>
/// <param name="Reason">Why, in <c>snake_case</c>: what the handler noted last, else <c>delivery_failed</c>.</param>
/// <param name="At">When it became a dead letter, UTC.</param>
/// <param name="Event">The event as it was published; base64 of what is no JSON.</param>
/// <param name="ReplayedAt">When it was handled after all, UTC; missing until then.</param>
public sealed record DeadLetter(
    string Id, string Topic, string App, string Reason, DateTimeOffset At, JsonElement Event, DateTimeOffset? ReplayedAt = null);

/// <summary>What is stored of an event that was not handled: first perhaps a reason, then the event, in the end when it was replayed.</summary>
internal sealed record DeadLetterState : CreateOnlyValue
{
    public string Reason { get; init; } = DeadLetterStore.DeliveryFailed;

    public string Topic { get; init; } = "";

    public JsonElement? Event { get; init; }

    public DateTimeOffset? At { get; init; }

    public DateTimeOffset? ReplayedAt { get; init; }
}
