using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Daprlet.Apps;

/// <summary>
/// The HTTP/2 below the channel to a gRPC app. It notes in an answer's headers what gRPC's own client keeps to itself and Dapr tells its callers.
/// </summary>
internal sealed class GrpcAppHandler(RemoteCertificateValidationCallback verify) : DelegatingHandler(Connections(verify))
{
    /// <summary>Begins the names of the notes, which go nowhere else.</summary>
    public const string NotePrefix = "daprlet-";

    /// <summary>The answer has no headers: what looks like them are its trailers.</summary>
    public const string TrailersOnly = NotePrefix + "trailers-only";

    /// <summary>The compressions that the app takes.</summary>
    public const string AcceptEncoding = NotePrefix + "accept-encoding";

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var headers = response.Headers;
        if (headers.NonValidated.Contains("grpc-status"))
            headers.TryAddWithoutValidation(TrailersOnly, "true");
        if (headers.NonValidated.TryGetValues("grpc-accept-encoding", out var encodings))
            headers.TryAddWithoutValidation(AcceptEncoding, encodings.ToString());
        return response;
    }

    /// <summary>As many connections as the app's limit of calls on each makes needful, each made when it is needed, so that an app is called again as soon as it is back.</summary>
    private static SocketsHttpHandler Connections(RemoteCertificateValidationCallback verify) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        ConnectCallback = ConnectAsync,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        SslOptions = { RemoteCertificateValidationCallback = verify },
    };

    /// <summary>Keeps the connection alive by TCP: a gRPC server takes HTTP/2's pings for an attack when they come oftener than every five minutes.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = await AppSocket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)KeepAlive.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)KeepAlive.TotalSeconds);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
