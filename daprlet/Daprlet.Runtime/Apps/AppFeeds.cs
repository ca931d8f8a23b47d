namespace Daprlet.Apps;

/// <summary>What brings events to the app while it is up: subscriptions, input bindings.</summary>
/// <param name="aborting">Breaks deliveries off; disposed with the end.</param>
internal sealed class AppFeeds(CancellationTokenSource aborting)
{
    private readonly List<IAsyncDisposable> _feeds = [];

    /// <summary>Ends deliveries under way.</summary>
    public CancellationToken Aborted { get; } = aborting.Token;

    public void Add(IAsyncDisposable feed) => _feeds.Add(feed);

    /// <summary>Ends one, after the deliveries under way; waiting for them can be given up.</summary>
    public Task EndAsync(IAsyncDisposable feed, CancellationToken cancellationToken)
    {
        _feeds.Remove(feed);
        return feed.DisposeAsync().AsTask().WaitAsync(cancellationToken);
    }

    /// <summary>Ends all, after the deliveries under way; those that take longer than <paramref name="patience"/> are broken off.</summary>
    public async Task StopAsync(CancellationToken patience)
    {
        await using (patience.Register(aborting.Cancel))
            await Task.WhenAll(_feeds.Select(feed => feed.DisposeAsync().AsTask()));
        aborting.Dispose();
    }
}
