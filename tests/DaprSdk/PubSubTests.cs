using System.Threading.Channels;
using Dapr;
using Dapr.Client;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.DaprSdk;

/// <summary>Publisher, sidecar and subscriber: what one side of the SDK sends, the other side understands.</summary>
public sealed class PubSubTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private KestrelApp _app = null!;
    private Sidecar _sidecar = null!;
    private DaprClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await KestrelApp.StartAsync(Map, builder =>
        {
            builder.Services.AddAuthentication().AddDapr(options => options.Token = "app-secret");
            builder.Services.AddAuthorization(options => options.AddDapr());
        });
        _sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            AppPort = _app.Port,
            AppApiToken = "app-secret",
            DaprApiToken = SdkSidecar.Token,
            Components = [DaprletHost.Component("pubsub", "pubsub.in-memory")],
        });
        await _sidecar.ReadyAsync(Limit);
        _client = SdkSidecar.ClientOf(_sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _sidecar.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task An_event_reaches_its_handler_as_the_object_that_it_was()
    {
        await _client.PublishEventAsync("pubsub", "placed", new Placed("ö-1", 3), new Dictionary<string, string> { ["cloudevent.id"] = "event+1" });

        Assert.Equal("placed ö-1 3 event+1", await NextAsync());
    }

    [Fact]
    public async Task A_cloud_event_keeps_its_attributes_and_takes_the_route_of_its_rule()
    {
        await _client.PublishEventAsync("pubsub", "routed", new CloudEvent<Placed>(new Placed("o-1", 1)) { Type = "special", Source = new Uri("urn:test"), Subject = "s" });
        Assert.Equal("special o-1", await NextAsync());

        await _client.PublishEventAsync("pubsub", "routed", new Placed("o-2", 1));
        Assert.Equal("default o-2", await NextAsync());
    }

    [Fact]
    public async Task Several_events_reach_their_handler()
    {
        var response = await _client.BulkPublishEventAsync("pubsub", "placed", [new Placed("a", 1), new Placed("b", 2)], new Dictionary<string, string> { ["cloudevent.id"] = "same" });

        Assert.Empty(response.FailedEntries);
        Assert.Equal(["placed a 1 same", "placed b 2 same"], new[] { await NextAsync(), await NextAsync() }.Order());
    }

    [Fact]
    public async Task Bytes_reach_their_handler_as_they_were()
    {
        await _client.PublishByteEventAsync("pubsub", "bytes", new byte[] { 0, 1, 255 }, "application/octet-stream");

        Assert.Equal("bytes 0001FF", await NextAsync());
    }

    [Fact]
    public async Task A_pubsub_that_is_not_there_is_a_DaprException() =>
        await Assert.ThrowsAsync<DaprException>(() => _client.PublishEventAsync("nowhere", "placed", 1));

    private void Map(WebApplication app)
    {
        app.UseCloudEvents(new CloudEventsMiddlewareOptions { ForwardCloudEventPropertiesAsHeaders = true });
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapSubscribeHandler().RequireAuthorization("Dapr");
        var topics = app.MapGroup("/topics").RequireAuthorization("Dapr");
        topics.MapPost("/placed", (Placed placed, HttpRequest request) => Note($"placed {placed.OrderId} {placed.Quantity} {request.Headers["Cloudevent.id"]}"))
            .WithTopic("pubsub", "placed");
        topics.MapPost("/special", (Placed placed) => Note($"special {placed.OrderId}"))
            .WithTopic(new TopicOptions { PubsubName = "pubsub", Name = "routed", Match = "event.type == 'special'", Priority = 1 });
        topics.MapPost("/default", (Placed placed) => Note($"default {placed.OrderId}"))
            .WithTopic("pubsub", "routed");
        topics.MapPost("/bytes", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            Note($"bytes {Convert.ToHexString(body.ToArray())}");
        }).WithTopic("pubsub", "bytes");
    }

    private void Note(string text) => _received.Writer.TryWrite(text);

    private async Task<string> NextAsync() => await _received.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    private sealed record Placed(string OrderId, int Quantity);
}
