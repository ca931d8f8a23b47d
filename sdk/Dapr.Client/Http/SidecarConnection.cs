using System.Net.Http.Headers;

namespace Dapr.Client;

/// <summary>
/// Sends requests to the sidecar's HTTP API with its token, over pooled connections. Calls of building blocks have no time limit but
/// their cancellation token, as with the genuine SDK; invocations and health checks have <see cref="HttpClient.Timeout"/>.
/// </summary>
internal sealed class SidecarConnection : IDisposable
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly string _origin;
    private readonly HttpClient _blocks;

    public SidecarConnection(Uri endpoint, string? apiToken, TimeSpan timeout, ProductInfoHeaderValue userAgent)
    {
        Endpoint = endpoint;
        Token = apiToken;
        _origin = endpoint.GetLeftPart(UriPartial.Authority);

        var handler = new SocketsHttpHandler();
        Invocations = new HttpClient(handler);
        Invocations.DefaultRequestHeaders.UserAgent.Add(userAgent);
        if (timeout > TimeSpan.Zero)
            Invocations.Timeout = timeout;

        _blocks = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _blocks.DefaultRequestHeaders.UserAgent.Add(userAgent);
        ApiToken.AddTo(_blocks.DefaultRequestHeaders, apiToken);
    }

    public Uri Endpoint { get; }

    public string? Token { get; }

    /// <summary>The client for requests that carry their own token.</summary>
    public HttpClient Invocations { get; }

    /// <summary>Sends a request and gives the answer, whatever its status.</summary>
    /// <exception cref="DaprException">There was no answer, or it broke off.</exception>
    public async Task<SidecarReply> SendAsync(HttpRequestMessage request, string operation, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _blocks.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return new SidecarReply(response.StatusCode, response.Headers, body);
        }
        catch (HttpRequestException exception)
        {
            throw Failure(operation, exception);
        }
        finally
        {
            request.Dispose();
        }
    }

    /// <inheritdoc cref="SendAsync(HttpRequestMessage, string, CancellationToken)"/>
    public Task<SidecarReply> SendAsync(HttpMethod method, SidecarPath path, HttpContent? content, string operation, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(method, ToUri(path)) { Content = content }, operation, cancellationToken);

    public Uri ToUri(SidecarPath path) => new(_origin + path, Verbatim);

    public static DaprException Failure(string operation, Exception exception) =>
        new($"{operation} operation failed: the Dapr endpoint indicated a failure. See InnerException for details.", exception);

    public void Dispose()
    {
        _blocks.Dispose();
        Invocations.Dispose();
    }
}
