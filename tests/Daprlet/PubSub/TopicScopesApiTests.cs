using System.Net;
using System.Net.Http.Json;
using System.Text;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Testing;
using Google.Protobuf;
using Grpc.Core;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>An app that may publish to "work", "news" and "dead", and subscribe to "news", while "work", "open", "dead" and "buried" are protected.</summary>
public sealed class TopicScopesApiTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("topic-scopes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("work", true)]
    [InlineData("news", true)]
    [InlineData("open", false)]
    [InlineData("other", false)]
    public async Task A_topic_that_the_app_may_not_publish_to_is_refused_on_every_way(string topic, bool isOpen)
    {
        await using var sidecar = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.Sidecar.HttpPort}") };
        using var single = await client.PostAsync($"/v1.0/publish/pubsub/{topic}", new StringContent("1", Encoding.UTF8, "application/json"));
        using var bulk = await client.PostAsJsonAsync($"/v1.0/publish/bulk/pubsub/{topic}", new[] { new { entryId = "1", @event = "a", contentType = "text/plain" } });

        var expected = isOpen ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden;
        Assert.Equal((expected, expected), (single.StatusCode, bulk.StatusCode));
        var status = isOpen ? StatusCode.OK : StatusCode.PermissionDenied;
        Assert.Equal(status, await StatusOfAsync(sidecar.PublishAsync(topic, "a")));
        var request = new BulkPublishRequest { PubsubName = "pubsub", Topic = topic, Entries = { new BulkPublishRequestEntry { EntryId = "1", Event = ByteString.CopyFromUtf8("a"), ContentType = "text/plain" } } };
        Assert.Equal(status, await StatusOfAsync(sidecar.Client.BulkPublishEventAsync(request).ResponseAsync));
    }

    [Fact]
    public async Task An_app_is_subscribed_to_no_topic_but_those_that_it_may_subscribe_to()
    {
        await using var app = await SubscriberApp.StartAsync(
            """[{"pubsubname":"pubsub","topic":"work","route":"/work"},{"pubsubname":"pubsub","topic":"news","route":"/news"},{"pubsubname":"pubsub","topic":"other","route":"/other"}]""");
        await using var sidecar = await StartAsync(app.Port);

        await sidecar.PublishAsync("work", "secret");
        await sidecar.PublishAsync("news", "first");
        await sidecar.PublishAsync("work", "secret");
        await sidecar.PublishAsync("news", "second");

        var received = await app.UntilAsync(all => all.Count(one => one.Path == "/news") == 2);
        Assert.DoesNotContain(received, one => one.Path != "/news");
    }

    [Theory]
    [InlineData("work")]
    [InlineData("other")]
    public async Task A_stream_to_a_topic_that_the_app_may_not_subscribe_to_ends(string topic)
    {
        await using var sidecar = await StartAsync();

        var end = await TopicStream.StatusAfterAsync(sidecar.Sidecar, new SubscribeTopicEventsRequestAlpha1 { InitialRequest = new() { PubsubName = "pubsub", Topic = topic } });

        Assert.Contains($"subscription to topic '{topic}' on pubsub 'pubsub' is not allowed", end.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dead", true)]
    [InlineData("buried", false)]
    public async Task What_fails_goes_to_a_dead_letter_topic_that_the_app_may_publish_to_and_to_no_other(string deadLetterTopic, bool isOpen)
    {
        await using var sidecar = await StartAsync();
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "news", deadLetterTopic);
        await sidecar.PublishAsync("news", "bad");
        await stream.TakeAsync(TopicEventResponse.Types.TopicEventResponseStatus.Drop);
        await sidecar.PublishAsync("news", "next");
        await stream.TakeAsync();

        // The other app's sidecar shares the file, and may subscribe to everything.
        await using var other = await StartAsync("grave", null, scopes: []);
        await using var graveyard = await TopicStream.OpenAsync(other.Sidecar, deadLetterTopic);
        await other.PublishAsync(deadLetterTopic, "last");

        Assert.Equal(isOpen ? "bad" : "last", await graveyard.TakeAsync());
    }

    private Task<PubSubSidecar> StartAsync(int? appPort = null) => StartAsync("shop", appPort,
        ("protectedTopics", "work, open, dead, buried"), ("publishingScopes", "mail=open; shop=work, news, dead"), ("subscriptionScopes", "mail=work; shop=news"));

    private Task<PubSubSidecar> StartAsync(string appId, int? appPort, params (string, string)[] scopes) => PubSubSidecar.StartAsync("pubsub.sqlite", _folder, options => options with
    {
        AppId = appId,
        AppPort = appPort,
        Components = [DaprletHost.Component("pubsub", "pubsub.sqlite", [("connectionString", "messages.db"), ("concurrency", "1"), .. scopes])],
    });

    private static async Task<StatusCode> StatusOfAsync(Task call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
