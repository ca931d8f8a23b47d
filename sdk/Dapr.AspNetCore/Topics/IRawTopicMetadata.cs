#nullable disable annotations
namespace Dapr;

/// <summary>Whether the messages of a topic are no cloud events.</summary>
public interface IRawTopicMetadata
{
    bool? EnableRawPayload { get; }
}
