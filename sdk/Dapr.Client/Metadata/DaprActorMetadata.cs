#nullable disable annotations
namespace Dapr.Client;

/// <summary>An actor type that the app hosts, and how many actors of it are active.</summary>
public sealed class DaprActorMetadata(string type, int count)
{
    public string Type { get; } = type;

    public int Count { get; } = count;
}
