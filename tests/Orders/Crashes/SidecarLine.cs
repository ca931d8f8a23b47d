using System.Collections.Concurrent;
using System.Net;
using Daprlet.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace DaprShop.Tests.Orders.Crashes;

/// <summary>
/// The line between Orders and its sidecar, over which everything goes that Orders saves, calls, registers and publishes, over HTTP and
/// gRPC. It goes dead for a customer at any request, which is what the death of the process looks like to the order, and works again for
/// the next process.
/// </summary>
internal sealed class SidecarLine : IAsyncDisposable
{
    private static readonly string[] OfConnection = ["Connection", "Host", "Transfer-Encoding", "Keep-Alive", "Content-Length"];

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _sidecar = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, EnableMultipleHttp2Connections = true });
    private readonly ConcurrentDictionary<string, Life> _lives = new();
    private volatile int _httpPort;
    private volatile int _grpcPort;

    private SidecarLine(WebApplication app) => _app = app;

    public static async Task<SidecarLine> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        var line = new SidecarLine(app);
        app.Run(line.PassAsync);
        await app.StartAsync();
        return line;
    }

    /// <summary>Leads to a sidecar from now on, for everybody.</summary>
    /// <returns>What an app is told, so that it takes the line to the sidecar.</returns>
    public IReadOnlyDictionary<string, string> Connect(Sidecar sidecar)
    {
        (_httpPort, _grpcPort) = (sidecar.HttpPort, sidecar.GrpcPort!.Value);
        foreach (var life in _lives.Values) life.Revive();
        var beginnings = _app.Urls.ToList();
        return new Dictionary<string, string>(sidecar.AppEnvironment()) { ["DAPR_HTTP_ENDPOINT"] = beginnings[0], ["DAPR_GRPC_ENDPOINT"] = beginnings[1] };
    }

    /// <summary>Watches what Orders does for a customer.</summary>
    public Life Watch(Guid user) => _lives.GetOrAdd($"{user}", _ => new Life());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _sidecar.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = LineRequest.Read(context.Request, body.ToArray());
        var life = LifeOf(request);
        if (life is not null) await life.WaitAsync(request, context.RequestAborted);
        if (life?.Begin(request) == false)
        {
            context.Abort();
            return;
        }

        using var answer = await ForwardAsync(context, body.ToArray());
        var content = await answer.Content.ReadAsByteArrayAsync();
        if (life?.End(request) == false)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OfConnection.Contains(header.Key)))
            context.Response.Headers[name] = values.ToArray();
        if (answer.StatusCode != HttpStatusCode.NoContent) await context.Response.Body.WriteAsync(content);
        foreach (var (name, values) in answer.TrailingHeaders) context.Response.AppendTrailer(name, values.ToArray());
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context, byte[] body)
    {
        var isGrpc = HttpProtocol.IsHttp2(context.Request.Protocol);
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), $"http://127.0.0.1:{(isGrpc ? _grpcPort : _httpPort)}{context.Request.GetEncodedPathAndQuery()}")
        {
            Version = isGrpc ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body.Length > 0 ? new ByteArrayContent(body) : null,
        };
        foreach (var (name, values) in context.Request.Headers.Where(header => !OfConnection.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return await _sidecar.SendAsync(request, CancellationToken.None);
    }

    // Whose it is: the id of the customer or of their order stands in the path or the body of whatever changes something.
    private Life? LifeOf(LineRequest request)
    {
        var life = request.Ids.Select(id => _lives.GetValueOrDefault(id)).FirstOrDefault(one => one is not null);
        if (life is { OrderId: null } && request.OrderActor is { } order)
        {
            life.OrderId = order;
            _lives[$"{order}"] = life;
        }

        return life;
    }
}
