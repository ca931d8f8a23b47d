using System.Text.Json;
using Daprlet.Expressions;

namespace Daprlet.PubSub;

/// <summary>Where a subscription comes from, as the metadata API names it.</summary>
public enum SubscriptionKind
{
    Declarative,
    Programmatic,
    Streaming,
}

/// <summary>What an app wants of a topic.</summary>
/// <param name="Rules">In the order in which they are tried; none when the subscription names no path.</param>
/// <param name="DeadLetterTopic">Empty when there is none.</param>
public sealed record Subscription(
    SubscriptionKind Kind, string PubSub, string Topic, IReadOnlyList<SubscriptionRule> Rules, string DeadLetterTopic, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>How messages are put together; null when the app gets each on its own.</summary>
    public BulkSubscribe? Bulk { get; init; }
}

/// <summary>How many messages an app gets in one request.</summary>
/// <param name="MaxMessages">No request has more.</param>
/// <param name="MaxAwait">A request is not put off for longer, from its first message on.</param>
public sealed record BulkSubscribe(int MaxMessages, TimeSpan MaxAwait);

/// <summary>A path of the app and which events it gets.</summary>
/// <param name="Match">The rule as it was written; empty for every event.</param>
/// <param name="Condition">The rule, ready to be asked; null for every event.</param>
public sealed record SubscriptionRule(string Match, Condition? Condition, string Path)
{
    /// <summary>Whether the event goes to the path. The rule's one variable, <c>event</c>, is the event.</summary>
    /// <exception cref="ExpressionException">The rule cannot be answered for this event.</exception>
    public bool Wants(JsonElement cloudEvent) =>
        Condition is null || Condition.Holds(name => name == "event" ? cloudEvent : throw ExpressionException.NoSuchVariable(name));
}
