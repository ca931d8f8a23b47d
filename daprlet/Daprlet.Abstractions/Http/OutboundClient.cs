using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Daprlet.Http;

/// <summary>HTTP clients that change nothing and follow nothing: headers pass byte for byte, redirects, cookies and compression are left to whoever asked.</summary>
internal static class OutboundClient
{
    private const int MaxConnectionsPerHost = 1024;

    /// <summary>For what is outside of Dapr; the sidecars of a process share it.</summary>
    public static HttpMessageInvoker Shared { get; } = Create(maxHeaderKiB: 64, proxy: EnvironmentProxy.Ours);

    /// <param name="maxHeaderKiB">The largest header block of an answer, in KiB.</param>
    /// <param name="verify">Judges a server's certificate; null for the system's rules.</param>
    /// <param name="own">Shown to servers that ask for a certificate.</param>
    /// <param name="connectTimeout">How long a connection may take to be there; null for as long as the system tries.</param>
    /// <param name="keepAlive">How often an HTTP/2 connection that is in use is asked for a sign of life; null for never.</param>
    /// <param name="proxy">Null to go to every server directly.</param>
    /// <param name="connect">Makes connections in place of the system; null for its own way.</param>
    public static HttpMessageInvoker Create(
        int maxHeaderKiB, RemoteCertificateValidationCallback? verify = null, X509Certificate2? own = null, TimeSpan? connectTimeout = null, TimeSpan? keepAlive = null,
        IWebProxy? proxy = null, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null) =>
        new(new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = keepAlive ?? Timeout.InfiniteTimeSpan,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectTimeout = connectTimeout ?? Timeout.InfiniteTimeSpan,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = proxy is not null,
            Proxy = proxy,
            ConnectCallback = connect,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = MaxConnectionsPerHost,
            MaxResponseHeadersLength = Math.Max(1, maxHeaderKiB),
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            SslOptions = { RemoteCertificateValidationCallback = verify, ClientCertificates = own is null ? null : [own] },
        });
}
