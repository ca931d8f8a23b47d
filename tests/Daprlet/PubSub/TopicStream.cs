using System.Threading.Channels;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using DaprShop.Tests.Daprlet.Grpc;
using Grpc.Core;
using Grpc.Net.Client;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;
using EventStatus = Daprlet.Grpc.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>A client of a streaming subscription, on a connection of its own.</summary>
internal sealed class TopicStream : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Channel<TopicEventRequest> _arrived = Channel.CreateUnbounded<TopicEventRequest>();
    private readonly CancellationTokenSource _leaving = new();
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1> _call;
    private Task _reading = Task.CompletedTask;
    private bool _isDisposed;

    private TopicStream(Sidecar sidecar)
    {
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.GrpcPort}");
        _call = new DaprClient(_channel).SubscribeTopicEventsAlpha1(cancellationToken: _leaving.Token);
    }

    /// <summary>How many events have come, whether the test has looked at them or not.</summary>
    public int Arrived { get; private set; }

    /// <summary>Opens a stream and waits until it is a subscription.</summary>
    public static async Task<TopicStream> OpenAsync(Sidecar sidecar, string topic, string deadLetterTopic = "", bool isReading = true)
    {
        var stream = new TopicStream(sidecar);
        await stream.SendAsync(new() { InitialRequest = new() { PubsubName = "pubsub", Topic = topic, DeadLetterTopic = deadLetterTopic } });
        Assert.True(await stream._call.ResponseStream.MoveNext().WaitAsync(Limit));
        Assert.NotNull(stream._call.ResponseStream.Current.InitialResponse);
        if (isReading)
            stream._reading = stream.ReadAsync();
        return stream;
    }

    /// <summary>Sends messages of the test's choice and answers how the stream ends.</summary>
    public static async Task<Status> StatusAfterAsync(Sidecar sidecar, params SubscribeTopicEventsRequestAlpha1[] requests)
    {
        await using var stream = new TopicStream(sidecar);
        foreach (var request in requests)
            await stream._call.RequestStream.TryWriteAsync(request).WaitAsync(Limit);
        stream._reading = stream.ReadAsync();
        return await stream.StatusAsync();
    }

    /// <summary>The next event that the client has not looked at.</summary>
    public async Task<TopicEventRequest> NextAsync() => await _arrived.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    public Task AnswerAsync(string id, EventStatus status = EventStatus.Success) => SendAsync(new() { EventProcessed = new() { Id = id, Status = new() { Status = status } } });

    /// <summary>Takes the next event and answers it.</summary>
    /// <returns>Its data.</returns>
    public async Task<string> TakeAsync(EventStatus status = EventStatus.Success)
    {
        var next = await NextAsync();
        await AnswerAsync(next.Id, status);
        return next.Data.ToStringUtf8();
    }

    public Task SendAsync(SubscribeTopicEventsRequestAlpha1 request) => _call.RequestStream.WriteAsync(request).WaitAsync(Limit);

    /// <summary>Says that nothing more will be said.</summary>
    public Task CompleteAsync() => _call.RequestStream.CompleteAsync().WaitAsync(Limit);

    /// <summary>How the stream ends.</summary>
    public async Task<Status> StatusAsync()
    {
        await _reading.WaitAsync(Limit);
        return _call.GetStatus();
    }

    /// <summary>Breaks the stream off, whatever is under way on it. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _leaving.CancelAsync();
        await _reading;
        _call.Dispose();
        _channel.Dispose();
        _leaving.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _call.ResponseStream.MoveNext())
            {
                Arrived++;
                await _arrived.Writer.WriteAsync(_call.ResponseStream.Current.EventMessage);
            }
        }
        catch (RpcException)
        {
            // The end of a stream; its status says why.
        }
        _arrived.Writer.Complete();
    }
}
