namespace Daprlet.Metadata;

/// <summary>Where the metadata API finds the subscriptions of a sidecar.</summary>
public interface ISubscriptionSource
{
    /// <summary>The subscriptions that are in effect.</summary>
    IReadOnlyList<SubscriptionInfo> Subscriptions { get; }
}

/// <summary>A subscription as the metadata API shows it.</summary>
/// <param name="Rules">The routing rules in their order; one without a condition matches everything.</param>
/// <param name="DeadLetterTopic">Empty when there is none.</param>
/// <param name="Type"><c>DECLARATIVE</c>, <c>PROGRAMMATIC</c> or <c>STREAMING</c>.</param>
public sealed record SubscriptionInfo(
    string PubSubName,
    string Topic,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<SubscriptionRuleInfo> Rules,
    string DeadLetterTopic,
    string Type);

/// <summary>A routing rule as the metadata API shows it.</summary>
/// <param name="Match">The condition; empty when the rule has none.</param>
public sealed record SubscriptionRuleInfo(string Match, string Path);
