using System.Diagnostics.CodeAnalysis;

namespace Dapr.Client;

/// <summary>One operation of a state transaction.</summary>
/// <param name="key">The key.</param>
/// <param name="value">The value as UTF-8 JSON; ignored by a delete.</param>
/// <param name="operationType">What to do with the key.</param>
/// <param name="etag">The ETag that the key must have, or null.</param>
/// <param name="metadata">Metadata of this operation, for example <c>ttlInSeconds</c>.</param>
/// <param name="options">How to write.</param>
public sealed class StateTransactionRequest(
    string key,
    byte[]? value,
    StateOperationType operationType,
    string? etag = null,
    IReadOnlyDictionary<string, string>? metadata = null,
    StateOptions? options = null)
{
    [SuppressMessage("Design", "CA1051:Do not declare visible instance fields", Justification = "The genuine SDK has a field here.")]
    public StateOptions? Options = options;

    public string Key { get; } = key ?? throw new ArgumentNullException(nameof(key));

    public byte[]? Value { get; set; } = value;

    public StateOperationType? OperationType { get; set; } = operationType;

    public string? ETag { get; set; } = etag;

    public IReadOnlyDictionary<string, string>? Metadata { get; set; } = metadata;
}
