namespace Daprlet.Actors;

/// <summary>Names one actor: its type, and its id within the type. Both are compared as they are written.</summary>
public readonly record struct ActorAddress(string Type, string Id)
{
    /// <summary>Whether there is a type and an id; gRPC's callers can leave them out.</summary>
    internal bool IsComplete => Type.Length > 0 && Id.Length > 0;

    /// <summary>As Dapr's messages write it.</summary>
    public override string ToString() => $"{Type}/{Id}";
}
