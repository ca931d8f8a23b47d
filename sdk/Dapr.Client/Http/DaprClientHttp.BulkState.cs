using System.Text.Json;

namespace Dapr.Client;

internal sealed partial class DaprClientHttp
{
    private const int DeletesAtOnce = 16;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<BulkStateItem>> GetBulkStateAsync(string storeName, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        using var items = await GetBulkAsync(storeName, keys, parallelism, metadata, cancellationToken);
        return [.. items.RootElement.EnumerateArray().Select(item => new BulkStateItem(Text(item, "key"), RawData(item), Text(item, "etag")))];
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<BulkStateItem<TValue>>> GetBulkStateAsync<TValue>(string storeName, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        using var items = await GetBulkAsync(storeName, keys, parallelism, metadata, cancellationToken);
        return [.. items.RootElement.EnumerateArray().Select(item => new BulkStateItem<TValue>(Text(item, "key"), Data<TValue>(item), Text(item, "etag")))];
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

        foreach (var batch in items.Chunk(DeletesAtOnce))
            await Task.WhenAll(batch.Select(item => DeleteBulkItemAsync(storeName, item, cancellationToken)));
    }

    private async Task DeleteBulkItemAsync(string storeName, BulkDeleteStateItem item, CancellationToken cancellationToken)
    {
        if (!await DeleteAsync(storeName, item, cancellationToken))
            throw SidecarConnection.Failure(State, new HttpRequestException($"The ETag of key {item.Key} does not match."));
    }

    private async Task<JsonDocument> GetBulkAsync(string storeName, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count == 0)
            throw new ArgumentException("keys do not contain any elements");

        var body = JsonBody.Create(writer => writer.WriteBulkGet(keys, parallelism, metadata));
        var reply = await _sidecar.SendAsync(HttpMethod.Post, new SidecarPath("v1.0", "state", storeName, "bulk"), body, State, cancellationToken);
        return JsonDocument.Parse(reply.EnsureSuccess(State).Body);
    }

    private TValue Data<TValue>(JsonElement item) =>
        item.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.Null ? data.Deserialize<TValue>(JsonSerializerOptions)! : default!;

    private static string RawData(JsonElement item) =>
        item.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.Null ? data.GetRawText() : "";

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";
}
