using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DaprShop.Tests.Chaos.Shops;

/// <summary>A subscriber that keeps every event of the shop's orders, and publishes them again: late, twice, in another order.</summary>
internal sealed class EventRecorder : IAsyncDisposable
{
    private const string Topic = "shop.orders";

    private readonly ConcurrentDictionary<string, JsonNode> _events = [];
    private readonly HttpClient _api = new();
    private Sidecar? _sidecar;
    private WebApplication? _app;

    /// <summary>Every event that was published, once.</summary>
    public IReadOnlyCollection<JsonNode> Events => [.. _events.Values];

    /// <param name="data">The folder with the shop's broker.</param>
    public static async Task<EventRecorder> StartAsync(string data)
    {
        var recorder = new EventRecorder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        recorder._app = builder.Build();
        recorder._app.MapGet("/dapr/subscribe", () => new[] { new { pubsubname = "pubsub", topic = Topic, route = "/events" } });
        recorder._app.MapPost("/events", recorder.KeepAsync);
        await recorder._app.StartAsync();
        recorder._sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "chaos-recorder",
            AppPort = new Uri(recorder._app.Urls.Single()).Port,
            Components = [DaprletHost.Component("pubsub", "pubsub.sqlite", ("connectionString", Path.Combine(data, "pubsub.sqlite")))],
        });
        return recorder;
    }

    /// <summary>Publishes events again as they were, their ids included.</summary>
    public async Task RepeatAsync(IEnumerable<JsonNode> events, CancellationToken cancellationToken)
    {
        foreach (var one in events)
        {
            using var content = new StringContent(one.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/cloudevents+json"));
            using var answer = await _api.PostAsync($"http://127.0.0.1:{_sidecar!.HttpPort}/v1.0/publish/pubsub/{Topic}", content, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_sidecar is not null) await _sidecar.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
        _api.Dispose();
    }

    private async Task<IResult> KeepAsync(HttpRequest request)
    {
        var received = (await JsonNode.ParseAsync(request.Body))!;
        _events.TryAdd($"{received["source"]} {received["id"]}", received);
        return Results.Ok();
    }
}
