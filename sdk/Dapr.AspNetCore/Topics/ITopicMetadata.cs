#nullable disable annotations
namespace Dapr;

/// <summary>A topic that an endpoint handles; <see cref="Match"/> is a CEL expression, and rules are tried in the order of <see cref="Priority"/>.</summary>
public interface ITopicMetadata
{
    string Name { get; }

    string PubsubName { get; }

    string Match { get; }

    int Priority { get; }
}
