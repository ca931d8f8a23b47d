namespace Daprlet.Components.Bindings;

/// <summary>A backend that does something outside for the app when the app asks for it.</summary>
public interface IOutputBinding : IComponent
{
    /// <summary>The operations by their names, which are compared letter by letter.</summary>
    IReadOnlyList<string> Operations { get; }

    /// <summary>Executes an operation. What goes wrong outside is an answer, not an exception.</summary>
    Task<BindingAnswer> InvokeAsync(BindingRequest request, CancellationToken cancellationToken);
}

/// <summary>What the app asks of an output binding.</summary>
/// <param name="Operation">One of the binding's operations.</param>
/// <param name="Data">JSON over HTTP, any bytes over gRPC.</param>
/// <param name="Metadata">As the caller wrote it, with the trace context beside it.</param>
public sealed record BindingRequest(string Operation, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The metadata under a name, in exactly that spelling; null when there is none, or nothing in it.</summary>
    public string? Get(string name) => Metadata.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}

/// <summary>What an output binding answers.</summary>
/// <param name="Data">Null when the binding has nothing to say, which is not the same as empty.</param>
/// <param name="Metadata">What there is to know beside the data, even about a failure.</param>
/// <param name="Error">Why the operation failed, without a secret in it; null when it did not.</param>
public sealed record BindingAnswer(ReadOnlyMemory<byte>? Data, IReadOnlyDictionary<string, string> Metadata, string? Error = null)
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    /// <summary>Success without a word.</summary>
    public static readonly BindingAnswer Nothing = new(null, NoMetadata);

    public static BindingAnswer Of(ReadOnlyMemory<byte> data) => new(data, NoMetadata);

    public static BindingAnswer Failed(string error) => new(null, NoMetadata, error);
}
