namespace Dapr.Client;

internal sealed partial class DaprClientHttp
{
    private const string GetMetadata = "Get metadata";
    private const string SetMetadata = "Set metadata";
    private static readonly TimeSpan SidecarPollInterval = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public override Task<bool> CheckHealthAsync(CancellationToken cancellationToken = default) =>
        IsHealthyAsync("healthz", cancellationToken);

    /// <inheritdoc/>
    public override Task<bool> CheckOutboundHealthAsync(CancellationToken cancellationToken = default) =>
        IsHealthyAsync("healthz/outbound", cancellationToken);

    /// <inheritdoc/>
    public override async Task WaitForSidecarAsync(CancellationToken cancellationToken = default)
    {
        while (!await CheckOutboundHealthAsync(cancellationToken))
            await Task.Delay(SidecarPollInterval, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task ShutdownSidecarAsync(CancellationToken cancellationToken = default)
    {
        var reply = await _sidecar.SendAsync(HttpMethod.Post, new SidecarPath("v1.0", "shutdown"), null, "Shutdown", cancellationToken);
        reply.EnsureSuccess("Shutdown");
    }

    /// <inheritdoc/>
    public override async Task<DaprMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
    {
        var reply = await _sidecar.SendAsync(HttpMethod.Get, new SidecarPath("v1.0", "metadata"), null, GetMetadata, cancellationToken);
        var metadata = Read<SidecarMetadata>(reply, GetMetadata);
        return new DaprMetadata(
            metadata.Id,
            [.. metadata.Actors.Select(actor => new DaprActorMetadata(actor.Type, actor.Count))],
            metadata.Extended,
            [.. metadata.Components.Select(component => new DaprComponentsMetadata(component.Name, component.Type, component.Version, [.. component.Capabilities]))]);
    }

    /// <inheritdoc/>
    public override async Task SetMetadataAsync(string attributeName, string attributeValue, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(attributeName);
        ArgumentNullException.ThrowIfNull(attributeValue);

        var path = new SidecarPath("v1.0", "metadata", attributeName);
        var reply = await _sidecar.SendAsync(HttpMethod.Put, path, new StringContent(attributeValue), SetMetadata, cancellationToken);
        reply.EnsureSuccess(SetMetadata);
    }

    private async Task<bool> IsHealthyAsync(string api, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _sidecar.ToUri(new SidecarPath("v1.0", api)));
        ApiToken.AddTo(request.Headers, _sidecar.Token);
        try
        {
            using var response = await _sidecar.Invocations.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private sealed record SidecarMetadata
    {
        public string Id { get; init; } = "";

        public IReadOnlyList<Actor> Actors { get; init; } = [];

        public IReadOnlyDictionary<string, string> Extended { get; init; } = new Dictionary<string, string>();

        public IReadOnlyList<Component> Components { get; init; } = [];
    }

    private sealed record Actor(string Type, int Count);

    private sealed record Component
    {
        public string Name { get; init; } = "";

        public string Type { get; init; } = "";

        public string Version { get; init; } = "";

        public IReadOnlyList<string> Capabilities { get; init; } = [];
    }
}
