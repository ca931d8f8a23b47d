using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Dapr;

/// <summary>One topic of one endpoint.</summary>
internal sealed class EndpointTopic(RouteEndpoint endpoint, ITopicMetadata topic)
{
    public ITopicMetadata Topic => topic;

    public bool IsRaw => (topic as IRawTopicMetadata)?.EnableRawPayload is true;

    public string? DeadLetterTopic => (topic as IDeadLetterTopicMetadata)?.DeadLetterTopic;

    public string? MetadataSeparator => (topic as IOwnedOriginalTopicMetadata)?.MetadataSeparator;

    /// <summary>The path, without a leading slash.</summary>
    /// <exception cref="InvalidCastException">The route has parameters, which a topic cannot fill.</exception>
    public string Path => string.Join('/', endpoint.RoutePattern.PathSegments
        .Select(segment => string.Concat(segment.Parts.Cast<RoutePatternLiteralPart>().Select(part => part.Content))));

    /// <summary>The endpoint's metadata that belongs to nobody or to this topic.</summary>
    public IEnumerable<IOriginalTopicMetadata> Metadata() =>
        endpoint.Metadata.GetOrderedMetadata<IOriginalTopicMetadata>().Where(metadata =>
            string.IsNullOrEmpty(metadata.Id) || (topic as IOwnedOriginalTopicMetadata)?.OwnedMetadatas?.Contains(metadata.Id) is true);

    public static IEnumerable<EndpointTopic> Of(RouteEndpoint endpoint)
    {
        var topics = endpoint.Metadata.GetOrderedMetadata<ITopicMetadata>();
        return topics.Any(topic => topic.Name is not null) ? topics.Select(topic => new EndpointTopic(endpoint, topic)) : [];
    }
}
