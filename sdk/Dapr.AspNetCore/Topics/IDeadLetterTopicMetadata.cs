#nullable disable annotations
namespace Dapr;

/// <summary>The topic for messages that could not be handled.</summary>
public interface IDeadLetterTopicMetadata
{
    string DeadLetterTopic { get; }
}
