namespace Daprlet.PubSub;

/// <summary>The subscriptions that run while the app is up.</summary>
/// <param name="aborting">Breaks deliveries off; disposed with the end.</param>
internal sealed class RunningSubscriptions(CancellationTokenSource aborting)
{
    private readonly List<IAsyncDisposable> _subscriptions = [];

    /// <summary>Ends deliveries under way.</summary>
    public CancellationToken Aborted { get; } = aborting.Token;

    public void Add(IAsyncDisposable subscription) => _subscriptions.Add(subscription);

    /// <summary>Ends all, after the deliveries under way; those that take longer than <paramref name="patience"/> are broken off.</summary>
    public async Task StopAsync(CancellationToken patience)
    {
        await using (patience.Register(aborting.Cancel))
            await Task.WhenAll(_subscriptions.Select(subscription => subscription.DisposeAsync().AsTask()));
        aborting.Dispose();
    }
}
