using System.Net;
using System.Net.Sockets;
using Daprlet.Http;

namespace Daprlet.Apps;

/// <summary>The way to an app that speaks HTTP. Every call counts against the app's concurrency.</summary>
public sealed class HttpAppChannel : AppChannel
{
    private readonly HttpMessageInvoker _client;

    /// <inheritdoc cref="AppChannel(Uri, string?, int)"/>
    /// <param name="maxHeaderBytes">The largest header block of an answer, in bytes; counted in whole KiB.</param>
    internal HttpAppChannel(Uri baseAddress, string? token, int maxConcurrency, int maxHeaderBytes) : base(baseAddress, token, maxConcurrency) =>
        _client = OutboundClient.Create(maxHeaderBytes / 1024, AcceptOwnApp, connect: ConnectAsync);

    /// <summary>Whether the app speaks HTTP/2 in clear text.</summary>
    internal bool IsHttp2 { get; init; }

    /// <summary>Sends a request to the app and answers as soon as the headers of its answer are there. Waits where the app's concurrency is used up; the slot is free again when the answer is disposed.</summary>
    /// <exception cref="HttpRequestException">The app cannot be reached or closed the connection, or the sidecar has ended.</exception>
    public async Task<AppResponse> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Token is not null)
        {
            request.Headers.Remove(TokenHeader);
            request.Headers.TryAddWithoutValidation(TokenHeader, Token);
        }
        SetVersion(request);
        var call = await BeginInTurnAsync(cancellationToken);
        try
        {
            return new AppResponse(AnswerCheck.Checked(await _client.SendAsync(request, cancellationToken)), call);
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    internal override async Task<bool> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(BaseAddress, path));
        SetVersion(request);
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        new NetworkStream(await AppSocket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken), ownsSocket: true);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _client.Dispose();
        base.Dispose(disposing);
    }

    private void SetVersion(HttpRequestMessage request)
    {
        if (!IsHttp2)
            return;
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
    }
}
