using System.Text.Json.Nodes;
using DaprShop.Tests.Polyglot.Node;

namespace DaprShop.Tests.Polyglot.Sdk;

/// <summary>Events that the JavaScript SDK publishes, and those that its subscriptions get.</summary>
public abstract class PubSubTests(AppPair app)
{
    private readonly NodeApp _js = app.JavaScript;
    private readonly string _id = $"{Guid.NewGuid():N}";

    [Fact]
    public async Task An_event_arrives_from_JavaScript_and_from_CSharp()
    {
        await _js.CallAsync("pubsub.publish", "pubsub", "plain", new { from = "javascript", id = _id });
        await app.DotNet.PublishEventAsync("pubsub", "plain", new { from = "csharp", id = _id });

        await SeeAsync("plain", "javascript");
        await SeeAsync("plain", "csharp");
    }

    [Fact]
    public async Task A_raw_event_arrives_as_it_was_sent()
    {
        await _js.CallAsync("pubsub.publish", "pubsub", "raw", new { from = "javascript", id = _id }, new { metadata = new { rawPayload = "true" } });

        await SeeAsync("raw", "javascript");
    }

    [Fact]
    public async Task Events_are_published_and_delivered_in_bulk()
    {
        var answer = await _js.CallAsync("pubsub.publishBulk", "pubsub", "bulk", new[] { new { from = "first", id = _id }, new { from = "second", id = _id } });

        Assert.Empty(answer!["failedMessages"]!.AsArray());
        await SeeAsync("bulk", "first");
        await SeeAsync("bulk", "second");
    }

    [Fact]
    public async Task A_dropped_event_goes_to_the_dead_letter_topic()
    {
        await _js.CallAsync("pubsub.publish", "pubsub", "refused", new { from = "javascript", id = _id });

        await SeeAsync("dead", "javascript");
    }

    [Fact]
    public async Task A_rule_chooses_the_handler()
    {
        await app.DotNet.PublishEventAsync("pubsub", "routed", new { from = "csharp", id = _id }, new Dictionary<string, string> { ["cloudevent.type"] = "large" });
        await app.DotNet.PublishEventAsync("pubsub", "routed", new { from = "csharp", id = _id }, new Dictionary<string, string> { ["cloudevent.type"] = "tiny" });

        await SeeAsync("large", "csharp");
        await SeeAsync("small", "csharp");
    }

    private Task<JsonNode?> SeeAsync(string name, string from) => _js.SeeAsync(name, data => data is JsonObject && (string?)data["id"] == _id && (string?)data["from"] == from);
}

[Collection<HttpApp>]
public sealed class PubSubOverHttpTests(HttpApp app) : PubSubTests(app);

[Collection<GrpcApp>]
public sealed class PubSubOverGrpcTests(GrpcApp app) : PubSubTests(app);
