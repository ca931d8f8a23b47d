using System.Text.Json.Nodes;
using DaprShop.Tests.Polyglot.Node;

namespace DaprShop.Tests.Polyglot.Plain;

/// <summary>Dapr's API, called without an SDK.</summary>
[Collection<PlainApp>]
public sealed class ApiTests(PlainApp app)
{
    private readonly NodeApp _js = app.JavaScript;
    private readonly string _id = $"{Guid.NewGuid():N}";

    [Fact]
    public async Task State_is_saved_read_and_deleted()
    {
        await app.DaprAsync("SaveState", new { storeName = "store", states = new[] { new { key = _id, value = PlainApp.Bytes("Lamp") } } });
        var saved = await app.DaprAsync("GetState", new { storeName = "store", key = _id });
        await app.DaprAsync("DeleteState", new { storeName = "store", key = _id, etag = new { value = (string?)saved["etag"] } });
        var deleted = await app.DaprAsync("GetState", new { storeName = "store", key = _id });

        Assert.Equal("Lamp", (string?)PlainApp.Json(saved["data"]));
        Assert.Equal("", (string?)deleted["data"]);
    }

    [Fact]
    public async Task A_secret_is_read()
    {
        var secret = await app.DaprAsync("GetSecret", new { storeName = "secrets", key = "SHOP_SECRET" });

        Assert.Equal("s3cret", (string?)secret["data"]!["SHOP_SECRET"]);
    }

    [Fact]
    public async Task What_is_not_there_is_an_error()
    {
        var exception = await Assert.ThrowsAsync<NodeException>(() => app.DaprAsync("GetState", new { storeName = "nowhere", key = _id }));

        Assert.StartsWith("3 INVALID_ARGUMENT: ", exception.Message);
    }

    [Fact]
    public async Task An_event_reaches_the_subscription_of_the_app()
    {
        await app.DaprAsync("PublishEvent", new { pubsubName = "pubsub", topic = "plain", data = PlainApp.Bytes(new { id = _id, from = "javascript" }), dataContentType = "application/json" });
        await app.DotNet.PublishEventAsync("pubsub", "plain", new { id = _id, from = "csharp" });

        await _js.SeeAsync("plain", data => IsMine(data, "javascript"));
        await _js.SeeAsync("plain", data => IsMine(data, "csharp"));
    }

    [Fact]
    public async Task An_event_reaches_a_stream()
    {
        await _js.CallAsync("subscribe", "pubsub", "streamed");

        await app.DotNet.PublishEventAsync("pubsub", "streamed", new { id = _id, from = "csharp" });

        await _js.SeeAsync("streamed", data => IsMine(data, "csharp"));
    }

    private bool IsMine(JsonNode? data, string from) => (string?)data!["id"] == _id && (string?)data["from"] == from;
}
