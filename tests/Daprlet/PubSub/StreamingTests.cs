using System.Text.Json.Nodes;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using DaprShop.Testing;
using Grpc.Core;
using EventStatus = Daprlet.Grpc.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>Subscriptions over streams that real clients hold open.</summary>
public sealed class StreamingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streaming-").FullName;

    public static TheoryData<string> Backends => PubSubSidecar.Backends;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task An_event_comes_whole_and_is_done_with_when_the_client_says_so(string backend)
    {
        await using var sidecar = await PubSubSidecar.StartAsync(backend, _folder);
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");

        await sidecar.PublishAsync("orders", """{"id":7}""", "application/json", ("cloudevent.type", "placed"));
        var first = await stream.NextAsync();
        await stream.AnswerAsync(first.Id);
        await sidecar.PublishAsync("orders", "next");

        Assert.Equal(("pubsub", "orders", "/", "placed", "shop", "application/json"), (first.PubsubName, first.Topic, first.Path, first.Type, first.Source, first.DataContentType));
        Assert.Equal("""{"id":7}""", first.Data.ToStringUtf8());
        Assert.Equal("orders", first.Extensions.Fields["topic"].StringValue);
        Assert.Equal("next", await stream.TakeAsync());
    }

    [Fact]
    public async Task A_stream_is_a_subscription_for_as_long_as_it_is_open()
    {
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.in-memory", _folder);

        await using (await TopicStream.OpenAsync(sidecar.Sidecar, "orders", "dead"))
        {
            var subscription = Assert.Single(await SubscriptionsAsync(sidecar.Sidecar))!;
            Assert.Equal(("orders", "dead", "STREAMING"), ((string?)subscription["topic"], (string?)subscription["deadLetterTopic"], (string?)subscription["type"]));
        }

        await Eventually.TrueAsync(async () => (await SubscriptionsAsync(sidecar.Sidecar)).Count == 0, "the subscription goes with the stream");
    }

    [Fact]
    public async Task Two_streams_to_a_topic_both_get_all_of_a_bus()
    {
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.in-memory", _folder);
        await using var one = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");
        await using var two = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");

        await sidecar.PublishAsync("orders", "a");
        await sidecar.PublishAsync("orders", "b");

        Assert.Equal(["a", "b"], [await one.TakeAsync(), await one.TakeAsync()]);
        Assert.Equal(["a", "b"], [await two.TakeAsync(), await two.TakeAsync()]);
    }

    [Fact]
    public async Task Answers_come_in_any_order_and_those_to_nothing_are_passed_over()
    {
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.sqlite", _folder);
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");
        foreach (var data in (string[])["a", "b", "c", "d"])
            await sidecar.PublishAsync("orders", data, "text/plain", ("cloudevent.id", data is "c" or "d" ? "same" : data));
        string[] ids = [(await stream.NextAsync()).Id, (await stream.NextAsync()).Id, (await stream.NextAsync()).Id, (await stream.NextAsync()).Id];

        await stream.AnswerAsync("unknown");
        foreach (var id in ids.Reverse())
            await stream.AnswerAsync(id);
        await stream.AnswerAsync(ids[0], EventStatus.Retry);
        await sidecar.PublishAsync("orders", "last");

        Assert.Equal("last", await stream.TakeAsync());
    }

    [Fact]
    public async Task A_client_has_no_more_before_it_than_the_broker_has_under_way()
    {
        const int Concurrency = 4;
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.sqlite", _folder);
        for (var n = 0; n < 50; n++)
            await sidecar.PublishAsync("orders", $"{n}");
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");

        for (var answered = 0; answered + Concurrency < 50; answered++)
        {
            await Eventually.TrueAsync(() => stream.Arrived >= answered + Concurrency, "the broker hands out as much as it may");
            Assert.Equal(answered + Concurrency, stream.Arrived);
            await stream.TakeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task What_the_client_drops_is_a_dead_letter_without_another_attempt(string backend)
    {
        PubSubSidecar.WriteInboundPolicy(_folder, "retries: { again: { policy: constant, duration: 10ms, maxRetries: 5 } }", "retry: again");
        await using var sidecar = await PubSubSidecar.StartAsync(backend, _folder);
        await using var dead = await TopicStream.OpenAsync(sidecar.Sidecar, "dead");
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders", "dead");

        await sidecar.PublishAsync("orders", "a");
        await stream.TakeAsync(EventStatus.Drop);

        Assert.Equal("a", await dead.TakeAsync());
        Assert.Equal(1, stream.Arrived);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task What_fails_is_repeated_as_the_policy_says_and_a_dead_letter_then(string backend)
    {
        PubSubSidecar.WriteInboundPolicy(_folder, "retries: { again: { policy: constant, duration: 10ms, maxRetries: 2 } }", "retry: again");
        await using var sidecar = await PubSubSidecar.StartAsync(backend, _folder);
        await using var dead = await TopicStream.OpenAsync(sidecar.Sidecar, "dead");
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders", "dead");

        await sidecar.PublishAsync("orders", "a");
        for (var attempt = 1; attempt <= 3; attempt++)
            Assert.Equal("a", await stream.TakeAsync(attempt == 2 ? (EventStatus)9 : EventStatus.Retry));

        Assert.Equal("a", await dead.TakeAsync());
        Assert.Equal(3, stream.Arrived);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task What_is_not_answered_in_time_comes_again(string backend)
    {
        PubSubSidecar.WriteInboundPolicy(_folder, "timeouts: { short: 200ms }, retries: { again: { policy: constant, duration: 10ms, maxRetries: 1000 } }", "timeout: short, retry: again");
        await using var sidecar = await PubSubSidecar.StartAsync(backend, _folder);
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");

        await sidecar.PublishAsync("orders", "a");
        var first = await stream.NextAsync();
        var again = await stream.NextAsync();
        await stream.AnswerAsync(again.Id);
        await sidecar.PublishAsync("orders", "b");

        Assert.Equal(first.Id, again.Id);
        await Eventually.TrueAsync(async () => await stream.TakeAsync() == "b", "the next event comes when the first is done with");
    }

    [Fact]
    public async Task A_stream_begins_with_what_it_wants_and_wants_one_thing()
    {
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.in-memory", _folder);
        SubscribeTopicEventsRequestAlpha1 Wants(string pubSub, string topic) => new() { InitialRequest = new() { PubsubName = pubSub, Topic = topic } };
        async Task AssertAsync(StatusCode code, string message, params SubscribeTopicEventsRequestAlpha1[] requests)
        {
            var status = await TopicStream.StatusAfterAsync(sidecar.Sidecar, requests);
            Assert.Equal((code, message), (status.StatusCode, status.Detail));
        }

        await AssertAsync(StatusCode.Unknown, "initial request is required", new SubscribeTopicEventsRequestAlpha1());
        await AssertAsync(StatusCode.Unknown, "pubsubName is required", Wants("", "orders"));
        await AssertAsync(StatusCode.Unknown, "topic is required", Wants("pubsub", ""));
        await AssertAsync(StatusCode.InvalidArgument, "pubsub nowhere is not found", Wants("nowhere", "orders"));
        await AssertAsync(StatusCode.Unknown, "duplicate initial request received", Wants("pubsub", "orders"), Wants("pubsub", "orders"));
        Assert.Empty(await SubscriptionsAsync(sidecar.Sidecar));
    }

    private static async Task<JsonArray> SubscriptionsAsync(Sidecar sidecar)
    {
        using var client = new HttpClient();
        var metadata = JsonNode.Parse(await client.GetStringAsync($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/metadata"))!;
        return metadata["subscriptions"]?.AsArray() ?? [];
    }
}
