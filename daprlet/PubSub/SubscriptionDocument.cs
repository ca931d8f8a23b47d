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

    /// <exception cref="ExpressionException">A rule is not an expression.</exception>
    public Subscription ToSubscription(SubscriptionKind kind) =>
        new(kind, PubSubName ?? "", Topic ?? "", [.. Rules()], DeadLetterTopic ?? "", Metadata ?? RequestMetadata.Empty);

    private IEnumerable<SubscriptionRule> Rules()
    {
        foreach (var rule in Routes?.Rules ?? [])
            yield return new SubscriptionRule(rule.Match ?? "", string.IsNullOrEmpty(rule.Match) ? null : Condition.Compile(rule.Match), rule.Path ?? "");
        if ((string.IsNullOrEmpty(Routes?.Default) ? Route : Routes.Default) is { Length: > 0 } path)
            yield return new SubscriptionRule("", null, path);
    }
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
