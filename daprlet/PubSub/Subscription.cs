using Daprlet.PubSub.Rules;

namespace Daprlet.PubSub;

/// <summary>Where a subscription comes from, as the metadata API names it.</summary>
public enum SubscriptionKind
{
    Declarative,
    Programmatic,
}

/// <summary>What an app wants of a topic.</summary>
/// <param name="Rules">In the order in which they are tried; none when the subscription names no path.</param>
/// <param name="DeadLetterTopic">Empty when there is none.</param>
public sealed record Subscription(
    SubscriptionKind Kind, string PubSub, string Topic, IReadOnlyList<SubscriptionRule> Rules, string DeadLetterTopic, IReadOnlyDictionary<string, string> Metadata);

/// <summary>A path of the app and which events it gets.</summary>
/// <param name="Match">The rule as it was written; empty for every event.</param>
/// <param name="Rule">The rule, ready to be asked; null for every event.</param>
public sealed record SubscriptionRule(string Match, IRule? Rule, string Path);
