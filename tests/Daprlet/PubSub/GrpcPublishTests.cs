using System.Text;
using Daprlet.Components;
using Daprlet.Components.PubSub;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Testing;
using Google.Protobuf;
using Grpc.Core;
using TopicSubscription = Daprlet.Components.PubSub.TopicSubscription;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>Publishing over gRPC.</summary>
public sealed class GrpcPublishTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("grpc-publish-").FullName;

    public static TheoryData<string> Backends => PubSubSidecar.Backends;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Several_events_are_published_in_one_call_by_either_name(string backend)
    {
        await using var sidecar = await PubSubSidecar.StartAsync(backend, _folder);
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");

        var answer = await sidecar.Client.BulkPublishEventAsync(Request("a", "b"));
        await sidecar.Client.BulkPublishEventAlpha1Async(Request("c"));

        Assert.Empty(answer.FailedEntries);
        string[] taken = [await stream.TakeAsync(), await stream.TakeAsync(), await stream.TakeAsync()];
        Assert.Equal(["a", "b", "c"], taken.Order());
    }

    [Fact]
    public async Task Metadata_of_the_call_reaches_the_entries_that_have_some()
    {
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.in-memory", _folder);
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");
        var request = Request("plain", "typed", "own");
        request.Metadata["cloudevent.type"] = "placed";
        request.Entries[1].Metadata["other"] = "x";
        request.Entries[2].Metadata["cloudevent.type"] = "mine";

        await sidecar.Client.BulkPublishEventAsync(request);

        var types = new Dictionary<string, string>();
        while (types.Count < 3)
        {
            var next = await stream.NextAsync();
            types[next.Data.ToStringUtf8()] = next.Type;
            await stream.AnswerAsync(next.Id);
        }
        Assert.Equal(("com.dapr.event.sent", "placed", "mine"), (types["plain"], types["typed"], types["own"]));
    }

    [Fact]
    public async Task One_malformed_entry_keeps_all_of_them_from_being_published()
    {
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.in-memory", _folder);
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");
        var twice = Request("a", "b");
        twice.Entries[1].EntryId = twice.Entries[0].EntryId;
        var malformed = Request("c", "{");
        malformed.Entries[1].ContentType = "application/cloudevents+json";

        foreach (var request in (BulkPublishRequest[])[twice, malformed])
            Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await sidecar.Client.BulkPublishEventAsync(request))).StatusCode);
        await sidecar.PublishAsync("orders", "last");

        Assert.Equal("last", await stream.TakeAsync());
    }

    [Fact]
    public async Task Where_the_broker_does_not_take_all_the_call_fails()
    {
        var broker = new HalfBroken();
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.half-broken", _folder, options => options with { ComponentTypes = BuiltInComponents.Types().Add("pubsub.half-broken", () => broker) });

        var error = await Assert.ThrowsAsync<RpcException>(async () => await sidecar.Client.BulkPublishEventAsync(Request("fine", "broken")));

        Assert.Equal((StatusCode.Internal, "error when publishing to topic orders in pubsub pubsub: no"), (error.StatusCode, error.Status.Detail));
        Assert.Equal(1, broker.Taken);
    }

    [Fact]
    public async Task A_forbidden_topic_is_refused()
    {
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.in-memory", _folder, options => options with { Components = [DaprletHost.Component("pubsub", "pubsub.in-memory", ("publishingScopes", "shop=allowed"))] });

        await sidecar.PublishAsync("allowed", "a");
        var error = await Assert.ThrowsAsync<RpcException>(() => sidecar.PublishAsync("orders", "a"));

        Assert.Equal((StatusCode.PermissionDenied, "topic orders is not allowed for app id shop"), (error.StatusCode, error.Status.Detail));
    }

    private static BulkPublishRequest Request(params ReadOnlySpan<string> data)
    {
        var request = new BulkPublishRequest { PubsubName = "pubsub", Topic = "orders" };
        foreach (var item in data)
            request.Entries.Add(new BulkPublishRequestEntry { EntryId = $"{request.Entries.Count}", Event = ByteString.CopyFromUtf8(item), ContentType = "text/plain" });
        return request;
    }

    private sealed class HalfBroken : IPubSub
    {
        private int _taken;

        public int Taken => Volatile.Read(ref _taken);

        public Task PublishAsync(PubSubMessage message, CancellationToken cancellationToken)
        {
            if (Encoding.UTF8.GetString(message.Data.Span).Contains("broken", StringComparison.Ordinal))
                throw new InvalidOperationException("no");
            Interlocked.Increment(ref _taken);
            return Task.CompletedTask;
        }

        public Task<IAsyncDisposable> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
