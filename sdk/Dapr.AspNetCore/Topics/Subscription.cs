namespace Dapr;

/// <summary>A subscription as the sidecar reads it; the order of the properties is that of the genuine SDK.</summary>
internal sealed record Subscription(
    string Topic,
    string PubsubName,
    string? Route,
    SubscriptionRoutes? Routes,
    IReadOnlyDictionary<string, string>? Metadata,
    string? DeadLetterTopic);

internal sealed record SubscriptionRoutes(string? Default, IReadOnlyList<SubscriptionRule> Rules);

internal sealed record SubscriptionRule(string Match, string Path);
