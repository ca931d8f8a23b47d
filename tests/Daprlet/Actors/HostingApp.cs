using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Daprlet.Actors;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>An app that hosts actors, with its sidecar. The app answers every actor call with 200, unless it is told otherwise, and remembers it.</summary>
internal sealed class HostingApp : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TestApp _app;

    private HostingApp(TestApp app, Sidecar sidecar, ConcurrentQueue<string> received)
    {
        (_app, Sidecar, Received) = (app, sidecar, received);
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/"), Timeout = Limit };
    }

    public Sidecar Sidecar { get; }

    /// <summary>Calls the sidecar's API.</summary>
    public HttpClient Client { get; }

    /// <summary>The actor calls that the app got, in their order, such as <c>PUT /actors/Cart/1/method/add</c>.</summary>
    public ConcurrentQueue<string> Received { get; }

    /// <param name="configuration">What the app answers to <c>GET /dapr/config</c>.</param>
    /// <param name="options">An actor store is added when there are no components.</param>
    public static async Task<HostingApp> StartAsync(string configuration, RequestDelegate? answer = null, SidecarOptions? options = null)
    {
        var received = new ConcurrentQueue<string>();
        var app = await TestApp.StartAsync(http =>
        {
            if (http.Request.Path == "/dapr/config")
                return http.Response.WriteAsync(configuration);
            received.Enqueue($"{http.Request.Method} {http.Request.Path}");
            return answer is null ? Task.CompletedTask : answer(http);
        });
        options ??= new SidecarOptions { AppId = "host" };
        if (options.Components.Count == 0)
            options = options with { Components = [DaprletHost.Component("actors", "state.in-memory", ("actorStateStore", "true"))] };
        var sidecar = await DaprletHost.StartAsync(options with { AppPort = app.Port });
        await sidecar.ReadyAsync(Limit);
        return new HostingApp(app, sidecar, received);
    }

    /// <summary>Calls a method of an actor.</summary>
    public Task<HttpResponseMessage> CallAsync(string actor, string method, string? reentrancyId = null, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"actors/{actor}/method/{method}");
        if (reentrancyId is not null)
            request.Headers.Add("Dapr-Reentrancy-Id", reentrancyId);
        return Client.SendAsync(request, cancellationToken);
    }

    /// <summary>Sends a request to the actor API.</summary>
    /// <param name="path">Behind <c>/v1.0/actors/</c>.</param>
    public Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, CancellationToken cancellationToken = default) => Client.SendAsync(
        new HttpRequestMessage(new HttpMethod(method), $"actors/{path}") { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") }, cancellationToken);

    /// <summary>Waits until something holds.</summary>
    public static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => Eventually.TrueAsync(condition, what);

    /// <summary>Waits until a sidecar that hosted every Cart knows that some of the first ones are placed elsewhere.</summary>
    /// <param name="actors">How many are looked at; their ids are numbers from 0 on.</param>
    public static Task UntilSharedAsync(Sidecar sidecar, int actors) =>
        UntilAsync(() => Enumerable.Range(0, actors).Any(id => !sidecar.Actors.Hosting.IsPlacedHere(new ActorAddress("Cart", $"{id}"))), "the other host to be known");

    public async ValueTask DisposeAsync()
    {
        await Sidecar.DisposeAsync(); // its actors may still use the client
        await _app.DisposeAsync();
        Client.Dispose();
    }
}
