using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Daprlet.Components;
using Daprlet.Components.PubSub;

namespace DaprShop.Testing;

/// <summary>A broker that nobody listens to, and that remembers what it took.</summary>
public sealed class RecordingPubSub : IPubSub
{
    /// <summary>The component type under which tests add it.</summary>
    public const string Type = "pubsub.recording";

    private readonly ConcurrentQueue<JsonNode> _events = [];
    private volatile bool _isAway;
    private int _refused;

    /// <inheritdoc />
    public IReadOnlyList<string> Features => [];

    /// <summary>Whether it takes nothing now; a test sets it.</summary>
    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>How many events it has not taken.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>The events that it took of an order or a user, in the order in which they came: each one's id and type.</summary>
    public IReadOnlyList<(string Id, string Type)> EventsOf(Guid subject) =>
        [.. _events.Where(one => (string?)one["subject"] == $"{subject}").Select(one => ((string)one["id"]!, (string)one["type"]!))];

    /// <inheritdoc />
    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
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

    /// <inheritdoc />
    public Task<IAsyncDisposable> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable>(new MemoryStream());

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
