using Daprlet.Components.PubSub;
using Daprlet.Expressions;

namespace Daprlet.PubSub;

/// <summary>A subscription as JSON has it: an app's answer to <c>GET /dapr/subscribe</c>, or the spec of a Subscription resource.</summary>
internal sealed record SubscriptionDocument
{
    public string? PubSubName { get; init; }

    public string? Topic { get; init; }

    public string? Route { get; init; }

    public RoutesDocument? Routes { get; init; }

    public Dictionary<string, string>? Metadata { get; init; }

    public string? DeadLetterTopic { get; init; }

    public BulkSubscribeDocument? BulkSubscribe { get; init; }

    /// <exception cref="ExpressionException">A rule is not an expression.</exception>
    public Subscription ToSubscription(SubscriptionKind kind) =>
        new(kind, PubSubName ?? "", Topic ?? "", [.. Rules()], DeadLetterTopic ?? "", Metadata ?? RequestMetadata.Empty) { Bulk = BulkSubscribe?.ToBulkSubscribe() };

    private IEnumerable<SubscriptionRule> Rules()
    {
        foreach (var rule in Routes?.Rules ?? [])
            yield return ToRule((rule.Match ?? "").Trim(), rule.Path ?? "");
        if ((string.IsNullOrEmpty(Routes?.Default) ? Route : Routes.Default) is { Length: > 0 } path)
            yield return ToRule("", path);
    }

    private static SubscriptionRule ToRule(string match, string path) => new(match, match.Length == 0 ? null : Condition.Compile(match), path);
}

internal sealed record RoutesDocument
{
    public List<RuleDocument>? Rules { get; init; }

    public string? Default { get; init; }
}

internal sealed record RuleDocument
{
    public string? Match { get; init; }

    public string? Path { get; init; }
}

internal sealed record BulkSubscribeDocument
{
    private const int DefaultMaxMessages = 100;
    private const int DefaultMaxAwaitMilliseconds = 1000;

    /// <summary>What memory may be set aside for; a larger number is as good as this one.</summary>
    private const int MostMessages = 10_000;

    public bool? Enabled { get; init; }

    public int? MaxMessagesCount { get; init; }

    public int? MaxAwaitDurationMs { get; init; }

    /// <summary>Null when it is not enabled. Zero and less mean the default.</summary>
    public BulkSubscribe? ToBulkSubscribe() => Enabled is true
        ? new BulkSubscribe(
            Math.Min(MaxMessagesCount is > 0 and var count ? count : DefaultMaxMessages, MostMessages),
            TimeSpan.FromMilliseconds(MaxAwaitDurationMs is > 0 and var wait ? wait : DefaultMaxAwaitMilliseconds))
        : null;
}
