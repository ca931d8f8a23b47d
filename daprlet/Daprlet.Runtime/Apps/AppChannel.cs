using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Daprlet.Http;
using Daprlet.Sidecars;

namespace Daprlet.Apps;

/// <summary>The way from a sidecar to its app over HTTP. Every call through it carries the app token and counts against the app's concurrency.</summary>
public sealed class AppChannel : IDisposable
{
    /// <summary>Carries the token between sidecar and app, either way.</summary>
    public const string TokenHeader = "dapr-api-token";

    private readonly HttpMessageInvoker _client;
    private readonly CallsUnderWay _calls = new();
    private readonly Action _end;
    private readonly SemaphoreSlim? _concurrency;
    private readonly string? _token;

    /// <summary>The channel that a sidecar's options describe.</summary>
    internal static AppChannel For(SidecarOptions options, int port)
    {
        var scheme = options.AppProtocol == "https" ? "https" : "http";
        return new AppChannel(new Uri($"{scheme}://{options.AppChannelAddress}:{port}/"), options.AppApiToken, options.AppMaxConcurrency, options.ReadBufferBytes) { IsHttp2 = options.AppProtocol == "h2c" };
    }

    /// <param name="baseAddress">Where the app listens, such as <c>http://127.0.0.1:5101/</c>.</param>
    /// <param name="token">APP_API_TOKEN; null or empty when the app demands none.</param>
    /// <param name="maxConcurrency">Calls at once; zero or less means no limit.</param>
    /// <param name="maxHeaderBytes">The largest header block of an answer, in bytes; counted in whole KiB.</param>
    public AppChannel(Uri baseAddress, string? token, int maxConcurrency, int maxHeaderBytes)
    {
        BaseAddress = baseAddress;
        _token = token;
        _end = End;
        _concurrency = maxConcurrency > 0 ? new SemaphoreSlim(maxConcurrency) : null;
        _client = OutboundClient.Create(maxHeaderBytes / 1024, AcceptOwnApp);
    }

    public Uri BaseAddress { get; }

    /// <summary>Whether the app speaks HTTP/2 in clear text.</summary>
    internal bool IsHttp2 { get; init; }

    /// <summary>Dapr does not verify the certificate of the app that it stands beside: both are on one host, and the app's is often self-signed.</summary>
    private static bool AcceptOwnApp(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => sender is not null;

    /// <summary>Whether the app takes calls; the sidecar's health checks decide.</summary>
    public bool IsHealthy { get; internal set; } = true;

    /// <summary>Sends a request to the app and answers as soon as the headers of its answer are there. Waits where the app's concurrency is used up; the slot is free again when the answer is disposed.</summary>
    /// <exception cref="HttpRequestException">The app cannot be reached or closed the connection, or the sidecar has ended.</exception>
    public async Task<AppResponse> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(_token))
        {
            request.Headers.Remove(TokenHeader);
            request.Headers.TryAddWithoutValidation(TokenHeader, _token);
        }
        SetVersion(request);
        await BeginAsync(cancellationToken);
        try
        {
            return new AppResponse(AnswerCheck.Checked(await _client.SendAsync(request, cancellationToken)), _end);
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>Waits for the calls under way; after the last of them the app is not called any more.</summary>
    /// <param name="patience">When they are not waited for any longer.</param>
    internal async Task CloseAsync(CancellationToken patience) => await _calls.CloseAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        // To a caller that has found this instance before it left, it is one that cannot be reached: there are others.
        if (!_calls.TryBegin())
            throw new HttpRequestException(HttpRequestError.ConnectionError, "the sidecar has ended");
        if (_concurrency is null)
            return;
        try
        {
            await _concurrency.WaitAsync(cancellationToken);
        }
        catch
        {
            _calls.End();
            throw;
        }
    }

    private void End()
    {
        _concurrency?.Release();
        _calls.End();
    }

    /// <summary>Asks the app for its health: no token and no slot, for a probe must get through when the app is busy.</summary>
    internal Task<HttpResponseMessage> ProbeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        SetVersion(request);
        return _client.SendAsync(request, cancellationToken);
    }

    private void SetVersion(HttpRequestMessage request)
    {
        if (!IsHttp2)
            return;
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
    }

    public void Dispose()
    {
        _client.Dispose();
        _concurrency?.Dispose();
    }
}
