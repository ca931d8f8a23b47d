namespace Daprlet.Actors.State;

/// <summary>One operation of a transaction of an actor's state, as the caller put it.</summary>
internal sealed record ActorStateOperation
{
    private static readonly ReadOnlyMemory<byte> NullValue = "null"u8.ToArray();

    /// <summary><c>upsert</c> or <c>delete</c>; empty when the caller named none.</summary>
    public string Word { get; init; } = "";

    /// <summary>Whether the operation says what it is about at all.</summary>
    public bool HasRequest { get; init; }

    /// <summary>Why the request cannot be understood, or null.</summary>
    public string? Problem { get; init; }

    public string Key { get; init; } = "";

    /// <summary>JSON, written by Go's rules; null where the caller gave none.</summary>
    public ReadOnlyMemory<byte> Value { get; init; } = NullValue;

    /// <summary>Whether the value is bytes of any kind, not JSON.</summary>
    public bool IsBinary { get; init; }

    /// <summary>The version that the stored value must have; empty for any.</summary>
    public string ETag { get; init; } = "";

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
