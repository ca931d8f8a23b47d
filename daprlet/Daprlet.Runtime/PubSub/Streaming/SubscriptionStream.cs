using Daprlet.Components.PubSub;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.PubSub.Delivery;
using Grpc.Core;

namespace Daprlet.PubSub.Streaming;

/// <summary>A stream as a subscriber: events go out on it one after the other, and what the client says to them comes back in any order.</summary>
/// <remarks>What waits here is bounded by what the broker has under way at once; a client that reads slowly holds it up.</remarks>
/// <param name="abort">Cuts the client off.</param>
internal sealed class SubscriptionStream(IServerStreamWriter<SubscribeTopicEventsResponseAlpha1> responses, Action abort) : ISubscriber, IAsyncDisposable
{
    /// <summary>How long a client that does not read may hold up the end of its stream.</summary>
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _writing = new(0, 1); // free once the subscription is confirmed: no event comes before that
    private readonly UnansweredEvents _unanswered = new();

    /// <summary>Tells the client that it has the subscription; events follow.</summary>
    public Task ConfirmAsync() => WriteAsync(new SubscribeTopicEventsResponseAlpha1 { InitialResponse = new() });

    public async Task<DeliveryResult> DeliverAsync(Subscription subscription, string path, DeliveredEvent delivered, CancellationToken cancellationToken)
    {
        var message = TopicEvents.ToMessage(subscription, path, delivered);
        using var answer = _unanswered.Add(message.Id);
        await SendAsync(new SubscribeTopicEventsResponseAlpha1 { EventMessage = message }, cancellationToken);
        return await answer.Result.WaitAsync(cancellationToken);
    }

    /// <summary>Takes what the client says to an event. One that is not waited for any more is passed over: it has been given up, and will come again.</summary>
    public void Answer(SubscribeTopicEventsRequestProcessedAlpha1 answer) => _unanswered.Complete(answer.Id, AppVerdict.Read(answer.Status?.Status ?? default));

    /// <summary>Waits for what is being written. To be called when the subscription has been confirmed and has ended: nothing follows.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!await _writing.WaitAsync(WriteLimit))
        {
            abort();
            await _writing.WaitAsync();
        }
        _writing.Dispose();
    }

    /// <summary>Writes in turn. Who does not wait any longer leaves the write to itself: to cancel it would break the whole stream.</summary>
    private async Task SendAsync(SubscribeTopicEventsResponseAlpha1 response, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        await WriteAsync(response).WaitAsync(cancellationToken);
    }

    /// <summary>Writes, and then it is the next one's turn.</summary>
    private async Task WriteAsync(SubscribeTopicEventsResponseAlpha1 response)
    {
        try
        {
            await responses.WriteAsync(response);
        }
        finally
        {
            _writing.Release();
        }
    }
}
