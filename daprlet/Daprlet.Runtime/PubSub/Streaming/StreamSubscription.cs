namespace Daprlet.PubSub.Streaming;

/// <summary>A running subscription of a stream.</summary>
/// <param name="component">Where it has subscribed.</param>
/// <param name="feed">What brings the events; disposing it waits for the deliveries under way.</param>
/// <param name="aborting">Breaks deliveries off.</param>
internal sealed class StreamSubscription(Subscription subscription, PubSubComponent component, IAsyncDisposable feed, CancellationTokenSource aborting)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _ending = new();
    private Task? _end;

    public Subscription Subscription => subscription;

    public PubSubComponent Component => component;

    /// <summary>Completes when the subscription has ended, whoever wanted it.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Ends it after the deliveries under way; those that take longer than <paramref name="patience"/> are broken off. The least patient of several calls counts.</summary>
    public async Task EndAsync(CancellationToken patience)
    {
        Task end;
        lock (_ending)
            end = _end ??= feed.DisposeAsync().AsTask();
        await using (patience.Register(aborting.Cancel))
            await end;
        _ended.TrySetResult();
    }
}
