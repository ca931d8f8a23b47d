#nullable disable annotations
using Dapr;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Subscribes endpoints to topics.</summary>
public static class DaprEndpointConventionBuilderExtensions
{
    /// <summary>Subscribes the endpoint to a topic.</summary>
    public static T WithTopic<T>(this T builder, string pubsubName, string name)
        where T : IEndpointConventionBuilder =>
        builder.WithTopic(pubsubName, name, enableRawPayload: false, metadata: null);

    /// <inheritdoc cref="WithTopic{T}(T, string, string)"/>
    public static T WithTopic<T>(this T builder, string pubsubName, string name, IDictionary<string, string> metadata)
        where T : IEndpointConventionBuilder =>
        builder.WithTopic(pubsubName, name, enableRawPayload: false, metadata);

    /// <inheritdoc cref="WithTopic{T}(T, string, string)"/>
    public static T WithTopic<T>(this T builder, string pubsubName, string name, bool enableRawPayload)
        where T : IEndpointConventionBuilder =>
        builder.WithTopic(pubsubName, name, enableRawPayload, metadata: null);

    /// <inheritdoc cref="WithTopic{T}(T, string, string)"/>
    public static T WithTopic<T>(this T builder, string pubsubName, string name, bool enableRawPayload, IDictionary<string, string> metadata)
        where T : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithTopicMetadata(new TopicAttribute(pubsubName, name, enableRawPayload), metadata);
    }

    /// <summary>Subscribes the endpoint to a topic, or to the part of it that a rule matches.</summary>
    public static T WithTopic<T>(this T builder, TopicOptions topicOptions)
        where T : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(topicOptions.PubsubName);
        ArgumentException.ThrowIfNullOrEmpty(topicOptions.Name);

        // MetadataSeparator is left out as in the genuine SDK, which overlooks it here.
        var topic = new TopicAttribute(topicOptions.PubsubName, topicOptions.Name, topicOptions.DeadLetterTopic, topicOptions.EnableRawPayload, topicOptions.OwnedMetadatas)
        {
            Match = topicOptions.Match,
            Priority = topicOptions.Priority,
        };
        return builder.WithTopicMetadata(topic, topicOptions.Metadata);
    }

    private static T WithTopicMetadata<T>(this T builder, TopicAttribute topic, IDictionary<string, string> metadata)
        where T : IEndpointConventionBuilder
    {
        foreach (var (name, value) in metadata ?? new Dictionary<string, string>())
            builder.WithMetadata(new TopicMetadataAttribute(name, value));

        return builder.WithMetadata(topic);
    }
}
