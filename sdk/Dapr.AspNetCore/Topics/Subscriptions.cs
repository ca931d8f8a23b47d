using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Dapr;

/// <summary>Gathers the topics of all endpoints into one subscription a topic.</summary>
internal static partial class Subscriptions
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static IEnumerable<Subscription> Of(IEnumerable<RouteEndpoint> endpoints, bool raw, ILogger logger) => endpoints
        .SelectMany(EndpointTopic.Of)
        .GroupBy(topic => (topic.Topic.PubsubName, topic.Topic.Name), (_, topics) => topics.OrderBy(topic => topic.Topic.Priority).ToList())
        .Select(topics => ToSubscription(topics, raw, logger))
        .OrderBy(subscription => (subscription.PubsubName, subscription.Topic));

    public static string ToJson(IEnumerable<Subscription> subscriptions) => JsonSerializer.Serialize(subscriptions, JsonOptions);

    /// <param name="topics">The endpoints of one topic; the one with the lowest priority number speaks for all.</param>
    /// <param name="raw">Whether every subscription is raw.</param>
    /// <param name="logger">Where contradictions are said.</param>
    private static Subscription ToSubscription(List<EndpointTopic> topics, bool raw, ILogger logger)
    {
        var rules = topics.Where(topic => !string.IsNullOrEmpty(topic.Topic.Match)).ToList();
        var defaults = topics.Except(rules).Select(topic => topic.Path).ToList();
        LogContradictions(topics[0].Topic, rules, defaults, logger);

        var routes = rules.Count == 0
            ? null
            : new SubscriptionRoutes(defaults.FirstOrDefault(), [.. rules.Select(rule => new SubscriptionRule(rule.Topic.Match, rule.Path))]);
        var metadata = Metadata(topics, raw || topics.Exists(topic => topic.IsRaw));
        return new Subscription(
            topics[0].Topic.Name,
            topics[0].Topic.PubsubName,
            routes is null ? defaults.FirstOrDefault() : null,
            routes,
            metadata.Count == 0 ? null : metadata,
            topics[0].DeadLetterTopic);
    }

    private static Dictionary<string, string> Metadata(List<EndpointTopic> topics, bool raw)
    {
        var separator = topics.Select(topic => topic.MetadataSeparator).FirstOrDefault(separator => !string.IsNullOrEmpty(separator)) ?? ",";
        var metadata = topics
            .SelectMany(topic => topic.Metadata())
            .GroupBy(item => item.Name, item => item.Value)
            .ToDictionary(item => item.Key, item => string.Join(separator, item.Distinct()));
        if (raw)
            metadata.Add("rawPayload", "true");

        return metadata;
    }

    private static void LogContradictions(ITopicMetadata topic, List<EndpointTopic> rules, List<string> defaults, ILogger logger)
    {
        if (defaults.Count > 1)
            LogSecondDefault(logger, topic.Name, topic.PubsubName);

        foreach (var priority in rules.CountBy(rule => rule.Topic.Priority).Where(priority => priority.Value > 1))
            LogSamePriority(logger, topic.Name, topic.PubsubName, priority.Key, priority.Value);
    }

    [LoggerMessage(EventName = "SecondDefault", Level = LogLevel.Error, Message = "A default subscription to topic {name} on pubsub {pubsub} already exists.")]
    private static partial void LogSecondDefault(ILogger logger, string name, string pubsub);

    [LoggerMessage(EventName = "SamePriority", Level = LogLevel.Error, Message = "A subscription to topic {name} on pubsub {pubsub} has duplicate priorities for {priority}: found {count} occurrences.")]
    private static partial void LogSamePriority(ILogger logger, string name, string pubsub, int priority, int count);
}
