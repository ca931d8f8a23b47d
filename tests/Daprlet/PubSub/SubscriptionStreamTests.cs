using Daprlet.Components.PubSub;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.PubSub;
using Daprlet.PubSub.Delivery;
using Daprlet.PubSub.Streaming;
using Grpc.Core;

namespace DaprShop.Tests.Daprlet.PubSub;

public sealed class SubscriptionStreamTests
{
    [Fact]
    public async Task The_end_of_a_stream_does_not_wait_for_a_client_that_does_not_read()
    {
        var client = new StuckClient();
        var stream = new SubscriptionStream(client, client.CutOff);
        await stream.ConfirmAsync();
        using var aborted = new CancellationTokenSource();
        var delivered = DeliveredEvent.FromStructuredMode(new PubSubMessage("t", "{}"u8.ToArray(), new Dictionary<string, string>()))!;
        var delivery = stream.DeliverAsync(new Subscription(SubscriptionKind.Streaming, "pubsub", "t", [], "", new Dictionary<string, string>()), "/", delivered, aborted.Token);

        await aborted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
        await stream.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(client.IsCutOff);
    }

    /// <summary>Takes the confirmation and then nothing any more.</summary>
    private sealed class StuckClient : IServerStreamWriter<SubscribeTopicEventsResponseAlpha1>
    {
        private readonly TaskCompletionSource _stuck = new();

        public bool IsCutOff => _stuck.Task.IsCompleted;

        public WriteOptions? WriteOptions { get; set; }

        public void CutOff() => _stuck.SetException(new IOException("the client has been cut off"));

        public Task WriteAsync(SubscribeTopicEventsResponseAlpha1 message) => message.InitialResponse is null ? _stuck.Task : Task.CompletedTask;
    }
}
