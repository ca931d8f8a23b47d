using System.Net;
using System.Net.Sockets;
using Daprlet.Grpc.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using CallMetadata = Grpc.Core.Metadata;

namespace Daprlet.Apps;

/// <summary>The way to an app that speaks gRPC. As in Dapr invocations alone count against the app's concurrency; events, questions and proxied calls do not.</summary>
public sealed class GrpcAppChannel : AppChannel
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly HttpMessageInvoker _client;
    private readonly GrpcChannel _channel;

    /// <inheritdoc cref="AppChannel(Uri, string?, int)"/>
    /// <param name="maxMessageBytes">The largest message either way.</param>
    internal GrpcAppChannel(Uri baseAddress, string? token, int maxConcurrency, long maxMessageBytes) : base(baseAddress, token, maxConcurrency)
    {
        var handler = Handler();
        var maxSize = (int)Math.Min(maxMessageBytes, int.MaxValue);
        _client = new HttpMessageInvoker(handler, disposeHandler: false);
        _channel = GrpcChannel.ForAddress(baseAddress, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = maxSize, MaxSendMessageSize = maxSize });
        Callback = new AppCallback.AppCallbackClient(_channel);
        CallbackAlpha = new AppCallbackAlpha.AppCallbackAlphaClient(_channel);
    }

    /// <summary>What the app has for its sidecar; to be called within <see cref="CallAsync"/>.</summary>
    internal AppCallback.AppCallbackClient Callback { get; }

    /// <inheritdoc cref="Callback"/>
    internal AppCallbackAlpha.AppCallbackAlphaClient CallbackAlpha { get; }

    /// <summary>Makes one call of the app's callbacks, which does not count against the app's concurrency.</summary>
    /// <param name="call">Such as <c>options => app.Callback.OnTopicEventAsync(request, options)</c>; the options bring metadata, token and cancellation.</param>
    /// <param name="metadata">What goes with the call, beside the token; changed by it.</param>
    /// <exception cref="RpcException">The app's own status, or UNAVAILABLE where it cannot be reached or the sidecar has ended.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled from here.</exception>
    internal async Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CallMetadata? metadata, CancellationToken cancellationToken)
    {
        using var begun = BeginOrRefuse();
        using var running = call(new CallOptions(WithToken(metadata ?? []), cancellationToken: cancellationToken));
        try
        {
            return await running;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    internal override async Task<bool> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await new AppCallbackHealthCheck.AppCallbackHealthCheckClient(_channel).HealthCheckAsync(new Empty(), cancellationToken: cancellationToken);
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _channel.Dispose();
            _client.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <exception cref="RpcException">The sidecar has ended.</exception>
    private AppCall BeginOrRefuse()
    {
        try
        {
            return Begin();
        }
        catch (HttpRequestException e)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, e.Message, e));
        }
    }

    private CallMetadata WithToken(CallMetadata metadata)
    {
        if (Token is null)
            return metadata;
        foreach (var given in metadata.GetAll(TokenHeader).ToList())
            metadata.Remove(given);
        metadata.Add(TokenHeader, Token);
        return metadata;
    }

    /// <summary>As many connections as the app's limit of calls on each makes needful. A connection is made when it is needed, so that an app is called again as soon as it is back.</summary>
    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        ConnectCallback = ConnectAsync,
        SslOptions = { RemoteCertificateValidationCallback = AcceptOwnApp },
    };

    /// <summary>Keeps the connection alive by TCP: servers take HTTP/2's pings for an attack when they come oftener than every five minutes (gRPC, A8).</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)KeepAlive.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)KeepAlive.TotalSeconds);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
