using System.Text.Json;
using Dapr.Client;
using DaprShop.ServiceDefaults.Events;
using DaprShop.ServiceDefaults.State;
using DaprShop.ServiceDefaults.State.Feeds;
using Microsoft.Extensions.Options;

namespace DaprShop.ServiceDefaults.DeadLetters;

/// <summary>
/// A service's dead letters: the key <c>dead-letter-{event}</c>, and the feed <c>dead-letters</c> of those that are open. The key is
/// written first each time, so that after a crash the same event, or the same replay, completes the rest.
/// </summary>
internal sealed class DeadLetterStore(DaprClient dapr, IOptions<EventsOptions> options, TimeProvider time)
{
    public const string DeliveryFailed = "delivery_failed";
    public const string NotAnEvent = "not_an_event";

    private const string Feed = "dead-letters";
    private const int ParallelReads = 8;

    private readonly string _app = options.Value.AppId;
    private readonly string _store = options.Value.StateStore;
    private readonly FeedStore<DateTimeOffset> _feeds = new(dapr, options.Value.StateStore, time);

    /// <summary>Notes why an event was not handled, in case it becomes a dead letter.</summary>
    /// <param name="key">The event's key.</param>
    public Task NoteAsync(string key, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(key, stands => stands.Reason == reason ? stands : stands with { Reason = reason }, cancellationToken);

    /// <summary>Stores what arrived on the dead letter topic; without effect on what is stored, or was replayed.</summary>
    /// <param name="raw">The envelope that a sidecar puts around bytes (Dapr, pub/sub raw payloads).</param>
    public async Task StoreAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        var bytes = Unwrap(raw);
        var received = ReceivedEvent.Parse(bytes);
        var key = received?.Key ?? ReceivedEvent.KeyOf(bytes);
        var stored = await ChangeAsync(key, stands => stands.Event is not null ? stands : stands with
        {
            Reason = received is null ? NotAnEvent : stands.Reason,
            Topic = received?.Topic ?? "",
            Event = received?.Json ?? JsonSerializer.SerializeToElement(Convert.ToBase64String(bytes)),
            At = time.GetUtcNow(),
        }, cancellationToken);
        if (stored.ReplayedAt is null) await _feeds.AppendAsync(Feed, key, stored.At!.Value, cancellationToken);
    }

    /// <summary>A page of those that were not replayed, the latest first, and how many there are.</summary>
    public async Task<(IReadOnlyList<DeadLetter> Items, int Total)> ReadAsync(int skip, int take, CancellationToken cancellationToken)
    {
        var feed = await _feeds.ReadAsync(Feed, cancellationToken);
        var entries = await _feeds.ItemsAsync(Feed, feed, [.. feed.Open.Descending().Skip(skip).Take(take)], cancellationToken);
        var letters = new List<DeadLetter>();
        foreach (var some in entries.Chunk(ParallelReads))
        {
            // Each by itself: an event may be a MiB long, and a sidecar gives no more than 4 MiB at once.
            var states = await Task.WhenAll(some.Select(entry => dapr.GetStateAsync<DeadLetterState?>(_store, StateKey(entry.Id), cancellationToken: cancellationToken)));
            letters.AddRange(some.Zip(states, (entry, state) => ToLetter(entry.Id, state)).OfType<DeadLetter>());
        }

        return ([.. letters.Where(letter => letter.ReplayedAt is null)], feed.Open.Size());
    }

    /// <summary>A dead letter, replayed or not, by its id; null if this service has none such.</summary>
    public async Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken) => KeyOf(id) is { } key
        ? ToLetter(key, await dapr.GetStateAsync<DeadLetterState?>(_store, StateKey(key), ConsistencyMode.Strong, cancellationToken: cancellationToken))
        : null;

    /// <summary>Notes that a dead letter was handled after all; a second time it only takes it off the list.</summary>
    public async Task<DeadLetter> CloseAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var key = KeyOf(letter.Id)!;
        var state = await ChangeAsync(key, stands => stands.ReplayedAt is null ? stands with { ReplayedAt = time.GetUtcNow() } : stands, cancellationToken);
        await _feeds.CloseAsync(Feed, key, cancellationToken);
        return ToLetter(key, state)!;
    }

    private async Task<DeadLetterState> ChangeAsync(string key, Func<DeadLetterState, DeadLetterState> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await dapr.UpdateStateAsync(_store, StateKey(key), change, cancellationToken) is { } changed) return changed;
            var (isCreated, created) = await dapr.CreateOnlyAsync(_store, StateKey(key), change(new DeadLetterState()), cancellationToken);
            if (isCreated) return created;
        }
    }

    private static byte[] Unwrap(ReadOnlyMemory<byte> raw)
    {
        using var envelope = JsonDocument.Parse(raw);
        return envelope.RootElement.GetProperty("data_base64").GetBytesFromBase64();
    }

    private DeadLetter? ToLetter(string key, DeadLetterState? state) => state is { Event: { } json, At: { } at }
        ? new($"{_app}.{key}", state.Topic, _app, state.Reason, at, json, state.ReplayedAt)
        : null;

    private string? KeyOf(string id) => id.StartsWith(_app + ".", StringComparison.Ordinal) ? id[(_app.Length + 1)..] : null;

    private static string StateKey(string key) => $"dead-letter-{key}";
}
