using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Daprlet.Components;
using Daprlet.Components.PubSub;

namespace DaprShop.Tests.Orders;

/// <summary>A broker that nobody listens to, and that remembers what it took.</summary>
internal sealed class RecordingPubSub : IPubSub
{
    public const string Type = "pubsub.recording";

    private readonly ConcurrentQueue<JsonNode> _events = [];
    private int _refused;

    public IReadOnlyList<string> Features => [];

    /// <summary>Whether it takes nothing now; a test sets it.</summary>
    public volatile bool IsAway;

    /// <summary>How many events it has not taken.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>The events that it took of an order, in the order in which they came: each one's id and type.</summary>
    public IReadOnlyList<(string Id, string Type)> EventsOf(Guid orderId) =>
        [.. _events.Where(one => (string?)one["subject"] == $"{orderId}").Select(one => ((string)one["id"]!, (string)one["type"]!))];

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PublishAsync(PubSubMessage message, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            Interlocked.Increment(ref _refused);
            throw new IOException("the broker is away");
        }

        _events.Enqueue(JsonNode.Parse(message.Data.Span)!);
        return Task.CompletedTask;
    }

    public Task<IAsyncDisposable> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable>(new MemoryStream());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
