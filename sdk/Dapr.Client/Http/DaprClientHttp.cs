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

    /// <summary>The answer of a call whose form is the sidecar's, not the app's.</summary>
    private static TReply Read<TReply>(SidecarReply reply, string operation)
        where TReply : class =>
        reply.EnsureSuccess(operation).Json<TReply>() ?? throw SidecarConnection.Failure(operation, new JsonException("The sidecar's answer is not the JSON that was expected."));
}
