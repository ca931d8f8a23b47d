using System.Text.Json;

namespace Dapr.Client;

/// <summary>The client that speaks Dapr's HTTP API.</summary>
internal sealed partial class DaprClientHttp(Uri endpoint, string? apiToken, JsonSerializerOptions jsonOptions, TimeSpan timeout) : DaprClient
{
    private readonly SidecarConnection _sidecar = new(endpoint, apiToken, timeout, UserAgent());

    /// <inheritdoc/>
    public override JsonSerializerOptions JsonSerializerOptions => jsonOptions;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _sidecar.Dispose();

        base.Dispose(disposing);
    }
}
