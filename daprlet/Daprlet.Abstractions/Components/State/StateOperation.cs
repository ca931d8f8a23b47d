namespace Daprlet.Components.State;

/// <summary>A write to a state store.</summary>
public abstract record StateOperation(string Key)
{
    /// <summary>The version that the stored value must have; empty for any.</summary>
    public string ETag { get; init; } = "";

    public StateOptions Options { get; init; }

    /// <summary>Request metadata, such as <see cref="TimeToLive.MetadataName"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = NoMetadata;

    private protected static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();
}

/// <summary>Stores a value, in place of what is there.</summary>
/// <param name="Value">The bytes; valid until the operation is done, so a backend that keeps them copies them.</param>
public sealed record StateUpsert(string Key, ReadOnlyMemory<byte> Value) : StateOperation(Key)
{
    /// <summary>
    /// Whether the bytes are just bytes; otherwise they are JSON text, written by Go's rules. Backends that store text keep the two apart, as Dapr's do.
    /// </summary>
    public bool IsBinary { get; init; }
}

/// <summary>Removes a key; no fault when there is none, unless an etag was given.</summary>
public sealed record StateDelete(string Key) : StateOperation(Key);

/// <summary>How a write is to be done, in Dapr's words; empty words mean the backend's default.</summary>
/// <param name="Concurrency"><c>first-write</c> or <c>last-write</c>.</param>
/// <param name="Consistency"><c>strong</c> or <c>eventual</c>.</param>
public readonly record struct StateOptions(string? Concurrency, string? Consistency)
{
    /// <summary>Whether a write without an etag is refused when the key exists.</summary>
    public bool IsFirstWrite => Concurrency == "first-write";

    /// <summary>What is wrong with the words, or null.</summary>
    public StateFault? Check() => this switch
    {
        { Concurrency: not (null or "" or "first-write" or "last-write") } => new StateFault(StateFaultKind.Refused, $"unrecognized concurrency model '{Concurrency}'"),
        { Consistency: not (null or "" or "strong" or "eventual") } => new StateFault(StateFaultKind.Refused, $"unrecognized consistency model '{Consistency}'"),
        _ => null,
    };
}
