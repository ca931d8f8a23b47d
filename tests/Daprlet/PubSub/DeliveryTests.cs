using System.Net;
using System.Text;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>From a publish request to a real app and back.</summary>
public sealed class DeliveryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("delivery-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Backends => ["pubsub.in-memory", "pubsub.sqlite"];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task An_event_reaches_the_app_in_an_envelope(string backend)
    {
        await using var app = await SubscriberApp.StartAsync("""[{"pubsubname":"pubsub","topic":"orders","route":"/orders"}]""");
        await using var sidecar = await StartAsync(backend, app);

        await PublishAsync(sidecar, "orders?metadata.color=red", """{"id":7}""");

        var received = Assert.Single(await app.UntilAsync(all => all.Count == 1));
        Assert.Equal("/orders", received.Path);
        Assert.Equal(7, (int?)received.Event["data"]?["id"]);
        Assert.Equal("shop", (string?)received.Event["source"]);
        Assert.Equal("orders", (string?)received.Event["topic"]);
        Assert.Equal("application/cloudevents+json", received.Headers["Content-Type"]);
        Assert.Equal("red", received.Headers["color"]);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Rules_choose_the_path_and_the_default_takes_the_rest(string backend)
    {
        await using var app = await SubscriberApp.StartAsync("""[{"pubsubname":"pubsub","topic":"t","routes":{"rules":[{"match":"event.data.total > 100","path":"/large"}],"default":"/rest"}}]""");
        await using var sidecar = await StartAsync(backend, app);

        await PublishAsync(sidecar, "t", """{"total":101}""");
        await PublishAsync(sidecar, "t", """{"total":100}""");

        var received = await app.UntilAsync(all => all.Count == 2);
        Assert.Equal(101, (int?)received.Single(r => r.Path == "/large").Event["data"]?["total"]);
        Assert.Equal(100, (int?)received.Single(r => r.Path == "/rest").Event["data"]?["total"]);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task What_the_app_drops_or_does_not_know_goes_to_the_dead_letter_topic(string backend)
    {
        await using var app = await SubscriberApp.StartAsync(
            """[{"pubsubname":"pubsub","topic":"drop","route":"/drop","deadLetterTopic":"dead"},{"pubsubname":"pubsub","topic":"unknown","route":"/unknown","deadLetterTopic":"dead"},{"pubsubname":"pubsub","topic":"dead","route":"/dead"}]""",
            received => received.Path switch { "/drop" => Results.Json(new { status = "DROP" }), "/unknown" => Results.NotFound(), _ => Results.Ok() });
        await using var sidecar = await StartAsync(backend, app);

        await PublishAsync(sidecar, "drop", "1");
        await PublishAsync(sidecar, "unknown", "2");

        var received = await app.UntilAsync(all => all.Count(r => r.Path == "/dead") == 2);
        Assert.Equal(["drop", "unknown"], received.Where(r => r.Path == "/dead").Select(r => (string?)r.Event["topic"]).Order());
    }

    [Fact]
    public async Task A_durable_broker_repeats_what_the_app_could_not_do()
    {
        var attempts = 0;
        await using var app = await SubscriberApp.StartAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/t"}]""", _ => Interlocked.Increment(ref attempts) < 3 ? Results.StatusCode(500) : Results.Ok());
        await using var sidecar = await StartAsync("pubsub.sqlite", app);

        await PublishAsync(sidecar, "t", "1");

        var received = await app.UntilAsync(all => all.Count == 3);
        Assert.Single(received.Select(r => (string?)r.Event["id"]).Distinct());
    }

    [Fact]
    public async Task A_message_published_while_nobody_is_there_is_delivered_when_the_app_comes()
    {
        await using var app = await SubscriberApp.StartAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/t"}]""");
        await using var sidecar = await DaprletHost.StartAsync(Options("pubsub.sqlite"));
        await PublishAsync(sidecar, "t", "1");

        sidecar.ConnectApp(app.Port);

        await app.UntilAsync(all => all.Count == 1);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Metadata_cannot_smuggle_headers_into_the_delivery(string backend)
    {
        await using var app = await SubscriberApp.StartAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/t"}]""");
        await using var sidecar = await StartAsync(backend, app);

        await PublishAsync(sidecar, "t?metadata.bad=a%0D%0Ax-evil:%201&metadata.b%0D%0Ad=1&metadata.host=evil&metadata.content-length=1&metadata.transfer-encoding=chunked&metadata.note=%C3%A9", "1");

        var received = Assert.Single(await app.UntilAsync(all => all.Count == 1));
        Assert.DoesNotContain("x-evil", received.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.NotEqual("evil", received.Headers["Host"]);
        Assert.Equal("é", received.Headers["note"]);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Rules_see_the_trace_of_the_metadata_where_the_event_has_none(string backend)
    {
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var app = await SubscriberApp.StartAsync("""[{"pubsubname":"pubsub","topic":"t","routes":{"rules":[{"match":"has(event.traceparent) && event.traceid == event.traceparent","path":"/traced"}],"default":"/rest"}}]""");
        await using var sidecar = await StartAsync(backend, app);

        await PublishAsync(sidecar, $"t?metadata.rawPayload=true&metadata.traceparent={Parent}&metadata.tracestate=a%3Db", """{"id":"1"}""");
        await PublishAsync(sidecar, "t?metadata.rawPayload=true&metadata.tracestate=a%3Db", """{"id":"2","traceparent":7,"traceid":"x"}""");

        var received = await app.UntilAsync(all => all.Count == 2);
        var traced = received.Single(r => r.Path == "/traced");
        Assert.Equal(Parent, traced.Headers["traceparent"]);
        Assert.Equal("a=b", traced.Headers["tracestate"]);
        Assert.Null(traced.Event["traceparent"]);
        var rest = received.Single(r => r.Path == "/rest");
        Assert.DoesNotContain("traceparent", rest.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("tracestate", rest.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("publish/pubsub/")]
    [InlineData("publish/pubsub")]
    [InlineData("publish//t")]
    public async Task Without_a_topic_or_a_broker_in_the_path_it_is_no_path_to_publish_on(string path)
    {
        await using var sidecar = await DaprletHost.StartAsync(Options("pubsub.in-memory"));
        using var client = new HttpClient();

        using var response = await client.PostAsync($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/{path}", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("ERR_DIRECT_INVOKE", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malformed_publish_requests_are_refused_and_nothing_is_stored()
    {
        await using var app = await SubscriberApp.StartAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/t"}]""");
        await using var sidecar = await StartAsync("pubsub.sqlite", app);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(sidecar, "publish/nowhere/t", "1"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(sidecar, "publish/pubsub/", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(sidecar, "publish/pubsub/t?metadata.rawPayload=perhaps", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(sidecar, "publish/bulk/pubsub/t", "{"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(sidecar, "publish/bulk/pubsub/t", """[{"entryId":"1","event":"\ud800","contentType":"application/none"}]"""));
        await PublishAsync(sidecar, "t", "\"last\"");

        Assert.Equal("last", Assert.Single(await app.UntilAsync(all => all.Count == 1)).Data);
    }

    private SidecarOptions Options(string backend) => new()
    {
        AppId = "shop",
        WorkingDirectory = _folder,
        Components = [DaprletHost.Component("pubsub", backend, ("connectionString", "messages.db"), ("initialRedeliveryDelay", "50ms"))],
    };

    private async Task<Sidecar> StartAsync(string backend, SubscriberApp app)
    {
        var sidecar = await DaprletHost.StartAsync(Options(backend));
        sidecar.ConnectApp(app.Port);
        await sidecar.ReadyAsync(TimeSpan.FromSeconds(60));
        return sidecar;
    }

    private static async Task PublishAsync(Sidecar sidecar, string topic, string json) => Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(sidecar, $"publish/pubsub/{topic}", json));

    private static async Task<HttpStatusCode> StatusAsync(Sidecar sidecar, string path, string json)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/") };
        using var response = await client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        return response.StatusCode;
    }
}
