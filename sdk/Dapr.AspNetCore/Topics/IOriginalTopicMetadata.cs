#nullable disable annotations
namespace Dapr;

/// <summary>Metadata of subscriptions; with an <see cref="Id"/> only of those that own it.</summary>
public interface IOriginalTopicMetadata
{
    string Id { get; }

    string Name { get; }

    string Value { get; }
}
