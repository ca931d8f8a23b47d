using System.Text.Json;

namespace Dapr.Client;

internal sealed partial class DaprClientHttp
{
    private const string Binding = "Binding";
    private const string MetadataHeader = "metadata.";

    /// <inheritdoc/>
    public override Task InvokeBindingAsync<TRequest>(string bindingName, string operation, TRequest data, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        InvokeJsonBindingAsync(bindingName, operation, data, metadata, cancellationToken);

    /// <inheritdoc/>
    public override async Task<TResponse> InvokeBindingAsync<TRequest, TResponse>(string bindingName, string operation, TRequest data, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        var reply = await InvokeJsonBindingAsync(bindingName, operation, data, metadata, cancellationToken);
        try
        {
            return JsonBody.Read<TResponse>(reply.Body, JsonSerializerOptions);
        }
        catch (JsonException exception)
        {
            throw new DaprException("Binding operation failed: the response payload could not be deserialized. See InnerException for details.", exception);
        }
    }

    /// <inheritdoc/>
    public override async Task<BindingResponse> InvokeBindingAsync(BindingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reply = await InvokeBindingAsync(request.BindingName, request.Operation, request.Metadata, request.Data, cancellationToken);
        var metadata = reply.Headers
            .Where(header => header.Key.StartsWith(MetadataHeader, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key[MetadataHeader.Length..], header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        return new BindingResponse(request, reply.Body, metadata);
    }

    private Task<SidecarReply> InvokeJsonBindingAsync<TRequest>(string bindingName, string operation, TRequest data, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(bindingName);
        ArgumentException.ThrowIfNullOrEmpty(operation);
        var json = JsonSerializer.SerializeToUtf8Bytes(data, JsonSerializerOptions);
        return InvokeBindingAsync(bindingName, operation, metadata, json, cancellationToken);
    }

    private async Task<SidecarReply> InvokeBindingAsync(string name, string operation, IEnumerable<KeyValuePair<string, string>>? metadata, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var body = JsonBody.Create(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("operation", operation);
            if (!data.IsEmpty)
                writer.WriteJson("data", data.Span);
            writer.WriteMap("metadata", metadata);
            writer.WriteEndObject();
        });
        var reply = await _sidecar.SendAsync(HttpMethod.Post, new SidecarPath("v1.0", "bindings", name), body, Binding, cancellationToken);
        return reply.EnsureSuccess(Binding);
    }
}
