#nullable disable annotations
namespace Dapr;

/// <summary>The metadata that a subscription owns, and what separates several values of one name.</summary>
public interface IOwnedOriginalTopicMetadata
{
    string[] OwnedMetadatas { get; }

    string MetadataSeparator { get; }
}
