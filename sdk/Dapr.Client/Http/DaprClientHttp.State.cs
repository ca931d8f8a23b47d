using System.Net;
using System.Text.Json;

namespace Dapr.Client;

internal sealed partial class DaprClientHttp
{
    private const string State = "State";

    /// <inheritdoc/>
    public override async Task<TValue> GetStateAsync<TValue>(string storeName, string key, ConsistencyMode? consistencyMode = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        (await GetStateAndETagAsync<TValue>(storeName, key, consistencyMode, metadata, cancellationToken)).value;

    /// <inheritdoc/>
    public override async Task<(TValue value, string etag)> GetStateAndETagAsync<TValue>(string storeName, string key, ConsistencyMode? consistencyMode = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentException.ThrowIfNullOrEmpty(key);

        var path = new SidecarPath("v1.0", "state", storeName, key).Query("consistency", consistencyMode?.ToDapr()).Metadata(metadata);
        var reply = await _sidecar.SendAsync(HttpMethod.Get, path, null, State, cancellationToken);
        reply.EnsureSuccess(State);
        return (ReadState<TValue>(reply.Body), reply.Header("ETag") ?? "");
    }

    /// <inheritdoc/>
    public override Task SaveStateAsync<TValue>(string storeName, string key, TValue value, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        SaveAsync(storeName, new SaveStateItem<TValue>(key, value, null!, stateOptions, metadata), cancellationToken);

    /// <inheritdoc/>
    public override Task<bool> TrySaveStateAsync<TValue>(string storeName, string key, TValue value, string etag, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(etag);
        return SaveAsync(storeName, new SaveStateItem<TValue>(key, value, etag, stateOptions, metadata), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task DeleteStateAsync(string storeName, string key, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(storeName, new BulkDeleteStateItem(key, null!, stateOptions, metadata), cancellationToken);

    /// <inheritdoc/>
    public override Task<bool> TryDeleteStateAsync(string storeName, string key, string etag, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(etag);
        return DeleteAsync(storeName, new BulkDeleteStateItem(key, etag, stateOptions, metadata), cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task ExecuteStateTransactionAsync(string storeName, IReadOnlyList<StateTransactionRequest> operations, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentNullException.ThrowIfNull(operations);
        if (operations.Count == 0)
            throw new ArgumentException("operations does not contain any elements");

        var body = JsonBody.Create(writer => writer.WriteTransaction(operations, metadata));
        var reply = await _sidecar.SendAsync(HttpMethod.Post, new SidecarPath("v1.0", "state", storeName, "transaction"), body, State, cancellationToken);
        reply.EnsureSuccess(State);
    }

    private async Task<bool> SaveAsync<TValue>(string storeName, SaveStateItem<TValue> item, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentException.ThrowIfNullOrEmpty(item.Key, "key");

        var body = JsonBody.Create(writer => writer.WriteStateItems([item], JsonSerializerOptions));
        var reply = await _sidecar.SendAsync(HttpMethod.Post, new SidecarPath("v1.0", "state", storeName), body, State, cancellationToken);
        return Succeeded(reply, item.ETag);
    }

    private async Task<bool> DeleteAsync(string storeName, BulkDeleteStateItem item, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentException.ThrowIfNullOrEmpty(item.Key, "key");

        var path = new SidecarPath("v1.0", "state", storeName, item.Key)
            .Query("consistency", item.StateOptions?.Consistency?.ToDapr())
            .Query("concurrency", item.StateOptions?.Concurrency?.ToDapr())
            .Metadata(item.Metadata);
        var request = new HttpRequestMessage(HttpMethod.Delete, _sidecar.ToUri(path));
        if (!string.IsNullOrEmpty(item.ETag))
            request.Headers.TryAddWithoutValidation("If-Match", HeaderValue(item.ETag));

        return Succeeded(await _sidecar.SendAsync(request, State, cancellationToken), item.ETag);
    }

    /// <summary>False on an ETag mismatch, if an ETag was given (Dapr HTTP API, state: 409).</summary>
    private static bool Succeeded(SidecarReply reply, string? etag)
    {
        if (etag is not null && reply.Status == HttpStatusCode.Conflict)
            return false;

        reply.EnsureSuccess(State);
        return true;
    }

    /// <summary>The client would leave out, without a word, a header that cannot be sent, and with it the condition.</summary>
    private static string HeaderValue(string etag) => etag.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
        ? etag
        : throw SidecarConnection.Failure(State, new FormatException("The ETag has characters that no header can carry."));

    private TValue ReadState<TValue>(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonBody.Read<TValue>(json, JsonSerializerOptions);
        }
        catch (JsonException exception)
        {
            throw new DaprException("State operation failed: the state payload could not be deserialized. See InnerException for details.", exception);
        }
    }
}
