using System.Collections.Concurrent;
using System.Text;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>An app that hosts the actor type <c>Clock</c> and notes its callbacks, with a sidecar whose clock a test moves.</summary>
internal sealed class CallbackHost : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<(string Path, string Body)> _callbacks = [];
    private TestApp? _app;
    private Sidecar? _sidecar;
    private HttpClient? _client;
    private GrpcCaller? _grpc;

    public VirtualTime Time { get; init; } = new();

    /// <summary>Where the reminders are kept; null for memory.</summary>
    public string? RemindersFile { get; init; }

    /// <summary>What the app answers to a callback.</summary>
    public int Status { get; set; } = 200;

    public async Task<CallbackHost> StartAsync()
    {
        _app = await TestApp.StartAsync(HandleAsync);
        _sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "clocks",
            Time = Time,
            RemindersFile = RemindersFile,
            Components = [DaprletHost.Component("store", "state.in-memory", ("actorStateStore", "true"))],
        });
        _sidecar.ConnectApp(_app.Port);
        await _sidecar.ReadyAsync(Limit);
        _grpc = new GrpcCaller(_sidecar);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_sidecar.HttpPort}/v1.0/actors/Clock/") };
        return this;
    }

    /// <summary>The sidecar's gRPC API.</summary>
    public DaprClient Grpc => _grpc!.Client;

    /// <summary>Sends a request to the API of actor type Clock.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null) =>
        _client!.SendAsync(new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") });

    /// <summary>Sends a request that must succeed.</summary>
    public async Task AcceptedAsync(string method, string path, string? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        Assert.Equal(204, (int)answer.StatusCode);
    }

    /// <summary>The bodies of the callbacks at a path so far.</summary>
    public IReadOnlyList<string> Callbacks(string path) => [.. _callbacks.Where(callback => callback.Path == path).Select(callback => callback.Body)];

    /// <summary>Waits until there were so many callbacks at a path, and says what they carried.</summary>
    public async Task<IReadOnlyList<string>> UntilAsync(string path, int count)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (Callbacks(path).Count < count)
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"waited in vain for callback {count} at {path}; there were {Callbacks(path).Count}");
            await Task.Delay(2, CancellationToken.None);
        }
        return Callbacks(path);
    }

    public async ValueTask DisposeAsync()
    {
        _client!.Dispose();
        _grpc!.Dispose();
        await _sidecar!.DisposeAsync();
        await _app!.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path == "/dapr/config")
            await context.Response.WriteAsync("""{"entities":["Clock"]}""");
        if (!path.StartsWith("/actors/", StringComparison.Ordinal))
            return;
        using var reader = new StreamReader(context.Request.Body);
        _callbacks.Enqueue((path["/actors/Clock/".Length..], await reader.ReadToEndAsync()));
        context.Response.StatusCode = Status;
    }
}
