using Daprlet.GrpcApi;
using Grpc.Core;
using Initial = Daprlet.Grpc.Runtime.V1.SubscribeTopicEventsRequestInitialAlpha1;
using Request = Daprlet.Grpc.Runtime.V1.SubscribeTopicEventsRequestAlpha1;
using Response = Daprlet.Grpc.Runtime.V1.SubscribeTopicEventsResponseAlpha1;

namespace Daprlet.PubSub.Streaming;

/// <summary>Streaming subscriptions (Dapr gRPC API, <c>SubscribeTopicEventsAlpha1</c>). As in Dapr every end of a stream but the client's cancellation is UNKNOWN, with the reason.</summary>
internal sealed class StreamingGrpcService(SubscriptionStreams streams)
{
    private static readonly SubscriptionRule RootPath = new("", null, "/");

    /// <exception cref="RpcException">The stream has ended.</exception>
    public async Task SubscribeAsync(IAsyncStreamReader<Request> requests, IServerStreamWriter<Response> responses, ServerCallContext context)
    {
        var subscription = await ReadSubscriptionAsync(requests);
        var stream = new SubscriptionStream(responses, context.GetHttpContext().Abort);
        var opened = await OpenAsync(subscription, stream, context.CancellationToken);
        try
        {
            await stream.ConfirmAsync();
            await ReadAnswersAsync(requests, stream, opened.Ended);
        }
        finally
        {
            await streams.CloseAsync(opened, new CancellationToken(canceled: true));
            await stream.DisposeAsync();
        }
    }

    private async Task<Subscription> ReadSubscriptionAsync(IAsyncStreamReader<Request> requests)
    {
        var stopping = new TaskCompletionSource();
        await using var registration = streams.Stopping.Register(stopping.SetResult);
        var first = await NextAsync(requests, stopping.Task, "api server closed");
        if (first.InitialRequest is not { } initial)
            throw Ended("initial request is required");
        if (initial.PubsubName.Length == 0)
            throw Ended("pubsubName is required");
        return initial.Topic.Length > 0 ? ToSubscription(initial) : throw Ended("topic is required");
    }

    private static Subscription ToSubscription(Initial initial) =>
        new(SubscriptionKind.Streaming, initial.PubsubName, initial.Topic, [RootPath], initial.DeadLetterTopic, initial.Metadata.AsReadOnly());

    private async Task<StreamSubscription> OpenAsync(Subscription subscription, SubscriptionStream stream, CancellationToken cancellationToken)
    {
        if (streams.FindComponent(subscription.PubSub) is not { } component)
            throw PubSubErrors.NotFound(subscription.PubSub, subscription.Metadata).ToRpcException();
        if (!component.Scopes.MaySubscribe(subscription.Topic))
            throw NotSubscribed(subscription, $"subscription to topic '{subscription.Topic}' on pubsub '{subscription.PubSub}' is not allowed");
        try
        {
            return await streams.OpenAsync(component, subscription, stream, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a broker throws is the answer to this stream and to no other.
            throw NotSubscribed(subscription, $"failed to subscribe to topic {subscription.Topic}: {e.Message}");
        }
    }

    private static async Task ReadAnswersAsync(IAsyncStreamReader<Request> requests, SubscriptionStream stream, Task ended)
    {
        while (true)
        {
            var request = await NextAsync(requests, ended, "stream closed");
            stream.Answer(request.EventProcessed ?? throw Ended("duplicate initial request received"));
        }
    }

    /// <summary>The client's next message.</summary>
    /// <exception cref="RpcException">There is none: the client has closed its side, or the sidecar ends the stream.</exception>
    private static async Task<Request> NextAsync(IAsyncStreamReader<Request> requests, Task ended, string reason)
    {
        var next = requests.MoveNext();
        if (await Task.WhenAny(next, ended) == ended)
            throw Ended(reason);
        return await next ? requests.Current : throw Ended("EOF");
    }

    private static RpcException NotSubscribed(Subscription subscription, string reason) => Ended($"failed to create subscription for {subscription.PubSub}: {reason}");

    private static RpcException Ended(string reason) => new(new Status(StatusCode.Unknown, reason));
}
