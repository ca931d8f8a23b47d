namespace Dapr.Client;

/// <summary>The answer of an output binding.</summary>
/// <param name="request">The request that it answers.</param>
/// <param name="data">The answer as the binding gave it; empty for none.</param>
/// <param name="metadata">The answer's metadata.</param>
public sealed class BindingResponse(BindingRequest request, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata)
{
    public BindingRequest Request { get; } = request ?? throw new ArgumentNullException(nameof(request));

    public ReadOnlyMemory<byte> Data { get; } = data;

    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata ?? throw new ArgumentNullException(nameof(metadata));
}
