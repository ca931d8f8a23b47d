using System.Net;
using System.Net.Sockets;
using System.Text;
using Daprlet.Api;
using Daprlet.Http;
using Daprlet.Sidecars;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Daprlet.Hosting;

/// <summary>
/// The listening side of one sidecar: Kestrel as such, without a host around it, so that a sidecar starts in milliseconds and a process
/// can have dozens of them. Each port has a handler of its own.
/// </summary>
internal sealed partial class SidecarServer(SidecarOptions options) : IAsyncDisposable
{
    /// <summary>More than any limit for headers; the pipeline refuses with Dapr's words what is above the sidecar's own.</summary>
    private const int HeaderBytesBeyondLimit = 64 * 1024;

    /// <summary>Go's server, and so Dapr's, has no limit; a client that waits for a stream waits for a message.</summary>
    private const int MaxStreamsPerConnection = 100_000;

    /// <summary>A quiet connection is pinged after this long, and given up when there is no answer (Dapr's server: 10 s and 5 s).</summary>
    private static readonly TimeSpan GrpcPingDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GrpcPingTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection without calls stays (Dapr's server: 3 min).</summary>
    private static readonly TimeSpan GrpcIdleTimeout = TimeSpan.FromMinutes(3);

    /// <summary>Dapr's server takes 1,024 times the read buffer for the metadata of a call; this much at most.</summary>
    private const int MaxGrpcHeaderBytes = 16 * 1024 * 1024;

    private static readonly SocketTransportFactory Transport = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);

    private static readonly IServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    private static readonly ConnectionHeaderEncoding ConnectionHeader = new();

    private readonly List<KestrelServer> _servers = [];
    private readonly ILogger _logger = options.Logging.CreateLogger("dapr.runtime");

    /// <summary>Listens on a port of these hosts (none: all addresses) as far as this machine has them, and warns of the others; answers the port.</summary>
    /// <param name="hosts">Addresses or names.</param>
    /// <param name="port">0 takes a free one, the same for all.</param>
    /// <param name="isGrpc">Whether it is HTTP/2 in clear text, as gRPC speaks it, in place of HTTP/1.1.</param>
    /// <exception cref="IOException">None of them can be listened on: the port is in use, or there is no such address.</exception>
    public async Task<int> ListenAsync(IReadOnlyList<string> hosts, int port, RequestDelegate handler, CancellationToken cancellationToken, bool isGrpc = false)
    {
        Task<int> StartAtAsync(Action<KestrelServerOptions> listen)
        {
            var settings = isGrpc ? GrpcSettings() : HttpSettings();
            listen(settings);
            return StartAsync(settings, Transport, handler, cancellationToken);
        }
        if (hosts.Count == 0)
            return await StartAtAsync(settings => settings.ListenAnyIP(port));
        var problems = new List<string>();
        var taken = new HashSet<IPAddress>();
        foreach (var host in hosts.Distinct())
        {
            try
            {
                if (await HostName.ResolveAsync(host, cancellationToken) is var address && taken.Add(address))
                    port = await StartAtAsync(settings => settings.Listen(address, port));
            }
            catch (Exception e) when (e is SocketException or IOException or ArgumentException)
            {
                problems.Add($"{host}: {e.Message}");
            }
        }
        if (problems.Count == hosts.Distinct().Count())
            throw new IOException($"could not listen on any endpoint with port {port}: {string.Join("; ", problems)}");
        foreach (var problem in problems)
            LogNotListening(_logger, port, problem);
        return port;
    }

    /// <summary>Listens on a port of the loopback address for both protocols, HTTP/1.1 and HTTP/2 in clear text; answers the port.</summary>
    /// <param name="port">0 takes a free one.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public async Task<int> ListenForBothAsync(int port, RequestDelegate handler, CancellationToken cancellationToken)
    {
        var protocols = new ProtocolSwitch(Transport);
        var (http1, http2) = (HttpSettings(), GrpcSettings());
        http1.Listen(IPAddress.Loopback, port);
        var bound = await StartAsync(http1, protocols.Http1, handler, cancellationToken);
        http2.Listen(IPAddress.Loopback, bound);
        await StartAsync(http2, protocols.Http2, handler, cancellationToken);
        return bound;
    }

    private async Task<int> StartAsync(KestrelServerOptions settings, IConnectionListenerFactory transport, RequestDelegate handler, CancellationToken cancellationToken)
    {
        var server = new KestrelServer(Options.Create(settings), transport, options.Logging);
        _servers.Add(server);
        await server.StartAsync(new Application(handler), cancellationToken);
        return new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;
    }

    /// <summary>Stops to listen and waits for the requests under way.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_servers.Select(server => server.StopAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        foreach (var server in _servers)
            server.Dispose();
    }

    private KestrelServerOptions GrpcSettings()
    {
        var settings = Settings();
        var headerBytes = (int)Math.Clamp(options.ReadBufferBytes * 1024L, 1024, MaxGrpcHeaderBytes);
        settings.Limits.MaxRequestBufferSize = Math.Max(settings.Limits.MaxRequestBufferSize ?? 0, headerBytes);
        settings.Limits.MaxRequestHeadersTotalSize = headerBytes;
        settings.Limits.Http2.MaxRequestHeaderFieldSize = headerBytes;
        settings.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
        settings.Limits.Http2.KeepAlivePingDelay = GrpcPingDelay;
        settings.Limits.Http2.KeepAlivePingTimeout = GrpcPingTimeout;
        settings.Limits.KeepAliveTimeout = GrpcIdleTimeout;
        settings.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2);
        return settings;
    }

    private KestrelServerOptions HttpSettings()
    {
        var settings = Settings();
        settings.ConfigureEndpointDefaults(endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(NullEscapeReader.Use);
        });
        return settings;
    }

    private KestrelServerOptions Settings()
    {
        var settings = new KestrelServerOptions
        {
            AddServerHeader = false,
            AllowSynchronousIO = false,
            ApplicationServices = NoServices,
            RequestHeaderEncodingSelector = name => name.Equals("Connection", StringComparison.OrdinalIgnoreCase) ? ConnectionHeader : Encoding.Latin1,
            ResponseHeaderEncodingSelector = _ => Encoding.Latin1,
        };
        settings.Limits.MaxRequestBodySize = null;
        var headerBytes = (int)Math.Min(int.MaxValue, options.ReadBufferBytes + (long)HeaderBytesBeyondLimit);
        settings.Limits.MaxRequestBufferSize = Math.Max(settings.Limits.MaxRequestBufferSize ?? 0, headerBytes);
        settings.Limits.MaxRequestHeadersTotalSize = headerBytes;
        settings.Limits.MaxRequestHeaderCount = 1000;
        settings.Limits.MaxRequestLineSize = headerBytes;
        settings.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        settings.Limits.MinRequestBodyDataRate = null;
        settings.Limits.MinResponseDataRate = null;
        return settings;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to listen on port {Port} of {Problem}")]
    private static partial void LogNotListening(ILogger logger, int port, string problem);

    /// <summary>Hands requests to a handler, one context object a connection.</summary>
    private sealed class Application(RequestDelegate handler) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures)
        {
            NullEscapeReader.Restore(contextFeatures);
            if (contextFeatures is not IHostContextContainer<HttpContext> container)
                return new DefaultHttpContext(contextFeatures);
            if (container.HostContext is DefaultHttpContext used)
            {
                used.Initialize(contextFeatures);
                return used;
            }
            var context = new DefaultHttpContext(contextFeatures);
            container.HostContext = context;
            return context;
        }

        public Task ProcessRequestAsync(HttpContext context) => handler(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
            NullEscapeReader.ExpectNext(context.Features);
            ((DefaultHttpContext)context).Uninitialize();
        }
    }
}
