namespace Dapr.Client;

internal sealed partial class DaprClientHttp
{
    private const string Secret = "Secret";
    private const string BulkSecret = "Bulk secret";

    /// <inheritdoc/>
    public override async Task<Dictionary<string, string>> GetSecretAsync(string storeName, string key, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentException.ThrowIfNullOrEmpty(key);

        var path = new SidecarPath("v1.0", "secrets", storeName, key).Metadata(metadata);
        var reply = await _sidecar.SendAsync(HttpMethod.Get, path, null, Secret, cancellationToken);
        return Read<Dictionary<string, string>>(reply, Secret);
    }

    /// <inheritdoc/>
    public override async Task<Dictionary<string, Dictionary<string, string>>> GetBulkSecretAsync(string storeName, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(storeName);

        var path = new SidecarPath("v1.0", "secrets", storeName, "bulk").Metadata(metadata);
        var reply = await _sidecar.SendAsync(HttpMethod.Get, path, null, BulkSecret, cancellationToken);
        return Read<Dictionary<string, Dictionary<string, string>>>(reply, BulkSecret);
    }
}
