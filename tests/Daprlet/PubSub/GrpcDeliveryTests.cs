using System.Collections.Concurrent;
using Daprlet.Grpc.Runtime.V1;
using DaprShop.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using EventStatus = Daprlet.Grpc.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>From a publish request to a real app that speaks gRPC, and back.</summary>
public sealed class GrpcDeliveryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("grpc-delivery-").FullName;

    public static TheoryData<string> Backends => PubSubSidecar.Backends;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Rules_choose_the_path_and_the_event_comes_with_its_metadata(string backend)
    {
        await using var app = await new GrpcSubscriberApp(new TopicSubscription
        {
            PubsubName = "pubsub",
            Topic = "orders",
            Routes = new() { Rules = { new TopicRule { Match = "event.data.total > 100", Path = "/large" } }, Default = "/rest" },
        }).StartAsync();
        await using var sidecar = await StartAsync(backend, app);

        await sidecar.PublishAsync("orders", """{"total":101}""", "application/json", ("Color", "red"), ("note", "é"), ("grpc-timeout", "1n"), ("te", "x"));
        await sidecar.PublishAsync("orders", """{"total":100}""", "application/json");

        var received = await app.UntilAsync(all => all.Count == 2);
        var large = received.Single(call => call.Path == "/large");
        Assert.Equal("""{"total":101}""", large.Data);
        Assert.Equal(("red", "pubsub", "secret"), (large.Metadata.GetValue("color"), large.Metadata.GetValue("pubsubname"), large.Metadata.GetValue("dapr-api-token")));
        Assert.Null(large.Metadata.GetValue("note"));
        Assert.Equal("""{"total":100}""", received.Single(call => call.Path == "/rest").Data);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task What_the_app_cannot_do_is_repeated_and_what_it_drops_is_a_dead_letter(string backend)
    {
        PubSubSidecar.WriteInboundPolicy(_folder, "retries: { again: { policy: constant, duration: 10ms, maxRetries: 3 } }", "retry: again");
        var attempts = new ConcurrentDictionary<string, int>();
        await using var app = await new GrpcSubscriberApp(Topic("orders", "dead"), Topic("dead"))
        {
            OnEvent = received => (received.Topic, received.Data.ToStringUtf8(), attempts.AddOrUpdate(received.Topic + received.Data.ToStringUtf8(), 1, (_, count) => count + 1)) switch
            {
                ("orders", "busy", < 3) => Task.FromResult(EventStatus.Retry),
                ("orders", "broken", < 3) => throw new RpcException(new Status(StatusCode.Internal, "no")),
                ("orders", "hopeless", _) => throw new RpcException(new Status(StatusCode.NotFound, "no")),
                ("orders", "unwanted", _) => Task.FromResult(EventStatus.Drop),
                _ => Task.FromResult(EventStatus.Success),
            },
        }.StartAsync();
        await using var sidecar = await StartAsync(backend, app);

        foreach (var data in (string[])["busy", "broken", "hopeless", "unwanted"])
            await sidecar.PublishAsync("orders", data);

        await app.UntilAsync(all => all.Count(call => call.Path == "/dead") == 2 && all.Count(call => call.Path == "/orders") == 3 + 3 + 4 + 1);
        Assert.Equal(["hopeless", "unwanted"], app.All.Where(call => call.Path == "/dead").Select(call => call.Data).Order());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task An_app_without_the_method_gets_an_event_once_and_never_as_a_dead_letter(string backend)
    {
        PubSubSidecar.WriteInboundPolicy(_folder, "retries: { again: { policy: constant, duration: 10ms, maxRetries: 3 } }", "retry: again");
        await using var app = await new GrpcSubscriberApp(Topic("orders", "dead"), Topic("dead"))
        {
            OnEvent = received => received.Data.ToStringUtf8() == "a" ? throw new RpcException(new Status(StatusCode.Unimplemented, "")) : Task.FromResult(EventStatus.Success),
        }.StartAsync();
        await using var sidecar = await StartAsync(backend, app);

        await sidecar.PublishAsync("orders", "a");
        await app.UntilAsync(all => all.Count == 1);
        await sidecar.PublishAsync("orders", "b");
        await sidecar.PublishAsync("dead", "c");

        var received = await app.UntilAsync(all => all.Count == 3);
        Assert.Equal(["a", "b", "c"], received.Select(call => call.Data).Order());
    }

    [Fact]
    public async Task Policies_tell_the_statuses_apart()
    {
        PubSubSidecar.WriteInboundPolicy(_folder, "retries: { some: { policy: constant, duration: 10ms, maxRetries: 3, matching: { gRPCStatusCodes: '14' } } }", "retry: some");
        await using var app = await new GrpcSubscriberApp(Topic("orders", "dead"), Topic("dead"))
        {
            OnEvent = received => received.Topic == "dead" ? Task.FromResult(EventStatus.Success) : throw new RpcException(new Status(received.Data.ToStringUtf8() == "busy" ? StatusCode.Unavailable : StatusCode.Internal, "no")),
        }.StartAsync();
        await using var sidecar = await StartAsync("pubsub.in-memory", app);

        await sidecar.PublishAsync("orders", "busy");
        await sidecar.PublishAsync("orders", "broken");

        var received = await app.UntilAsync(all => all.Count(call => call.Path == "/dead") == 2);
        Assert.Equal((4, 1), (received.Count(call => call is { Path: "/orders", Data: "busy" }), received.Count(call => call is { Path: "/orders", Data: "broken" })));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_that_wait_come_together_and_only_what_failed_comes_again(bool isFormer)
    {
        PubSubSidecar.WriteInboundPolicy(_folder, "retries: { again: { policy: constant, duration: 10ms, maxRetries: 3 } }", "retry: again");
        var subscription = Topic("orders");
        subscription.BulkSubscribe = new() { Enabled = true, MaxMessagesCount = 4, MaxAwaitDurationMs = 60_000 };
        var attempts = new ConcurrentDictionary<string, int>();
        await using var app = await new GrpcSubscriberApp(subscription)
        {
            IsFormer = isFormer,
            OnEntry = entry => (entry.CloudEvent.Data.ToStringUtf8(), attempts.AddOrUpdate(entry.EntryId, 1, (_, count) => count + 1)) switch
            {
                ("\"1\"", 1) => EventStatus.Retry,
                ("\"2\"", 1) => null,
                _ => EventStatus.Success,
            },
        }.StartAsync();
        await using var sidecar = await StartAsync("pubsub.sqlite", app);

        for (var n = 0; n < 4; n++)
            await sidecar.PublishAsync("orders", $"\"{n}\"", "application/json");

        var received = await app.UntilAsync(all => all.Count == 2);
        Assert.Equal(["\"0\"", "\"1\"", "\"2\"", "\"3\""], Data(received[0]));
        Assert.Equal(["\"1\"", "\"2\""], Data(received[1]));
        Assert.Equal(("pubsub", "orders", "/orders", "pubsub"), (received[1].Bulk!.PubsubName, received[1].Bulk!.Topic, received[1].Bulk!.Path, received[1].Metadata.GetValue("pubsubname")));
    }

    [Fact]
    public async Task An_event_that_cannot_be_sent_fails_and_those_beside_it_do_not()
    {
        var subscription = Topic("orders", "dead");
        subscription.BulkSubscribe = new() { Enabled = true, MaxMessagesCount = 2, MaxAwaitDurationMs = 60_000 };
        await using var app = await new GrpcSubscriberApp(subscription, Raw("dead")).StartAsync();
        PubSubSidecar.WriteInboundPolicy(_folder, "retries: { again: { policy: constant, duration: 10ms, maxRetries: 1 } }", "retry: again");
        await using var sidecar = await StartAsync("pubsub.sqlite", app);

        await sidecar.PublishAsync("orders", """{"id":"1","datacontenttype":"text/plain","data":{"no":"text"}}""", "application/cloudevents+json");
        await sidecar.PublishAsync("orders", "fine");

        var received = await app.UntilAsync(all => all.Any(call => call.Path == "/dead") && all.Any(call => call.Bulk is not null));
        Assert.Equal(["fine"], Data(received.First(call => call.Bulk is not null)));
        Assert.Contains("\"no\"", received.Single(call => call.Path == "/dead").Data);
    }

    [Fact]
    public async Task Instances_of_an_app_share_its_events_whatever_they_speak()
    {
        const int Events = 60;
        var bothHaveSome = new TaskCompletionSource();
        await using var http = await SubscriberApp.StartAsync("""[{"pubsubname":"pubsub","topic":"orders","route":"/orders"}]""", _ => new AnswerAfter(bothHaveSome.Task));
        await using var grpc = await new GrpcSubscriberApp(Topic("orders"))
        {
            OnEvent = async _ =>
            {
                await bothHaveSome.Task;
                return EventStatus.Success;
            },
        }.StartAsync();
        await using var one = await StartAsync("pubsub.sqlite", grpc);
        await using var other = await PubSubSidecar.StartAsync("pubsub.sqlite", _folder, options => options with { AppPort = http.Port });

        for (var n = 0; n < Events; n++)
            await one.PublishAsync("orders", $"{n}");
        await grpc.UntilAsync(all => all.Count > 0);
        await http.UntilAsync(all => all.Count > 0);
        bothHaveSome.SetResult();

        await Eventually.TrueAsync(() => grpc.All.Count + http.All.Count == Events, "all events arrive");
        Assert.Equal(Events, grpc.All.Select(call => call.Data).Concat(http.All.Select(received => received.Data)).Distinct().Count());
    }

    private Task<PubSubSidecar> StartAsync(string backend, GrpcSubscriberApp app) =>
        PubSubSidecar.StartAsync(backend, _folder, options => options with { AppPort = app.Port, AppProtocol = "grpc", AppApiToken = "secret" });

    private static TopicSubscription Topic(string topic, string deadLetterTopic = "") =>
        new() { PubsubName = "pubsub", Topic = topic, DeadLetterTopic = deadLetterTopic, Routes = new() { Default = "/" + topic } };

    private static TopicSubscription Raw(string topic) => new(Topic(topic)) { Metadata = { ["rawPayload"] = "true" } };

    private static IEnumerable<string> Data(ReceivedCall call) => call.Bulk!.Entries.Select(entry => entry.CloudEvent.Data.ToStringUtf8()).Order();

    private sealed class AnswerAfter(Task task) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => task;
    }
}
