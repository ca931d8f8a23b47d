using System.Text.Json;

namespace Dapr.Client;

internal sealed partial class DaprClientHttp
{
    private const int DeletesAtOnce = 16;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<BulkStateItem>> GetBulkStateAsync(string storeName, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        var items = await GetBulkAsync(storeName, keys, parallelism, metadata, cancellationToken);
        return [.. items.Select(item => new BulkStateItem(item.Key, item.HasData ? item.Data.GetRawText() : "", item.ETag))];
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<BulkStateItem<TValue>>> GetBulkStateAsync<TValue>(string storeName, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        var items = await GetBulkAsync(storeName, keys, parallelism, metadata, cancellationToken);
        return [.. items.Select(item => new BulkStateItem<TValue>(item.Key, item.HasData ? item.Data.Deserialize<TValue>(JsonSerializerOptions)! : default!, item.ETag))];
    }

    /// <inheritdoc/>
    public override async Task SaveBulkStateAsync<TValue>(string storeName, IReadOnlyList<SaveStateItem<TValue>> items, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0)
            throw new ArgumentException("items do not contain any elements");

        var body = JsonBody.Create(writer => writer.WriteStateItems(items, JsonSerializerOptions));
        var reply = await _sidecar.SendAsync(HttpMethod.Post, new SidecarPath("v1.0", "state", storeName), body, State, cancellationToken);
        reply.EnsureSuccess(State);
    }

    /// <inheritdoc/>
    /// <remarks>The HTTP API has no bulk delete: each key is a request, and all are tried before a failure throws.</remarks>
    public override async Task DeleteBulkStateAsync(string storeName, IReadOnlyList<BulkDeleteStateItem> items, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentNullException.ThrowIfNull(items);

        using var turns = new SemaphoreSlim(DeletesAtOnce);
        await Task.WhenAll(items.Select(item => DeleteBulkItemAsync(storeName, item, turns, cancellationToken)));
    }

    private async Task DeleteBulkItemAsync(string storeName, BulkDeleteStateItem item, SemaphoreSlim turns, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            if (!await DeleteAsync(storeName, item, cancellationToken))
                throw SidecarConnection.Failure(State, new HttpRequestException($"The ETag of key {item.Key} does not match."));
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<List<BulkItem>> GetBulkAsync(string storeName, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count == 0)
            throw new ArgumentException("keys do not contain any elements");

        var body = JsonBody.Create(writer => writer.WriteBulkGet(keys, parallelism, metadata));
        var reply = await _sidecar.SendAsync(HttpMethod.Post, new SidecarPath("v1.0", "state", storeName, "bulk"), body, State, cancellationToken);
        return Read<List<BulkItem>>(reply, State);
    }

    private sealed record BulkItem
    {
        public string Key { get; init; } = "";

        public JsonElement Data { get; init; }

        public string ETag { get; init; } = "";

        /// <summary>False for a key that does not exist, and for a value that was not given.</summary>
        public bool HasData => Data.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
    }
}
