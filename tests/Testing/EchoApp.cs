using System.Collections.Concurrent;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace DaprShop.Testing;

/// <summary>A request as an app received it.</summary>
public sealed record ReceivedRequest(
    string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>An app behind a real sidecar that notes what arrives, and answers what the test says.</summary>
public sealed class EchoApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Sidecar _sidecar;
    private volatile bool _isReady;

    private EchoApp(WebApplication app, Sidecar sidecar)
    {
        _app = app;
        _sidecar = sidecar;
    }

    /// <summary>Where the app itself listens.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>What arrived since the start, in order.</summary>
    public ConcurrentQueue<ReceivedRequest> Received { get; } = new();

    /// <summary>What is answered; 200 with <c>{}</c> until a test says otherwise.</summary>
    public RequestDelegate Answer { get; set; } = context => context.Response.WriteAsJsonAsync(new { });

    /// <summary>Starts an app with its sidecar.</summary>
    public static async Task<EchoApp> StartAsync(string appId, SidecarNetwork network)
    {
        var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = appId, Network = network });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var echo = new EchoApp(app, sidecar);
        app.Run(echo.HandleAsync);
        await app.StartAsync();
        sidecar.ConnectApp(new Uri(app.Urls.Single()).Port);
        await sidecar.ReadyAsync(TimeSpan.FromSeconds(60));
        echo._isReady = true;
        return echo;
    }

    /// <summary>Ends the app; its sidecar stays.</summary>
    public Task StopAppAsync() => _app.StopAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _sidecar.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        // What the sidecar asks an app at its start; and what sidecars of other runs ask one that was killed, and had this port.
        if (!_isReady || context.Request.Path == "/v1.0/metadata")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Received.Enqueue(new(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));
        body.Position = 0;
        context.Request.Body = body;
        await Answer(context);
    }
}
