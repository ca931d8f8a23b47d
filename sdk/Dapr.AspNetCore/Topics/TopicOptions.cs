#nullable disable annotations
using System.Diagnostics.CodeAnalysis;

namespace Dapr;

/// <summary>A subscription of an endpoint.</summary>
public class TopicOptions
{
    [SuppressMessage("Design", "CA1051:Do not declare visible instance fields", Justification = "The genuine SDK has a field here.")]
    public IDictionary<string, string> Metadata;

    public string Name { get; set; }

    public string PubsubName { get; set; }

    /// <summary>Whether the messages are no cloud events.</summary>
    public bool EnableRawPayload { get; set; }

    /// <summary>A CEL expression over <c>event</c>; the endpoint gets what fulfils it. Without one it gets the rest.</summary>
    public string Match { get; set; }

    /// <summary>The place of the rule among those of the topic; the lowest is tried first.</summary>
    public int Priority { get; set; }

    public string[] OwnedMetadatas { get; set; }

    public string MetadataSeparator { get; set; }

    /// <summary>The topic for messages that could not be handled.</summary>
    public string DeadLetterTopic { get; set; }
}
