using Daprlet.Actors.Configuration;
using Daprlet.Actors.Streams;
using Daprlet.Blocks;
using Daprlet.Metadata;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Hosting;

/// <summary>
/// Whether and what the app hosts: its HTTP server says so when it is up, or streams do while they are open. What follows for the actors
/// happens one after the other: types, placement, reminders.
/// </summary>
internal sealed class ActorHostLifecycle(SidecarServices services, ActorRuntime runtime, ActorApps apps, ActorStreams streams, ILogger logger) : IActorStreamHosting, IActorStatusSource, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<IActorCallbackSource> _sources = [];
    private readonly CancellationTokenSource _stopping = new();
    private bool _isHosting;
    private volatile bool _knowsTypes;
    private volatile bool _hasLostStreams;

    public bool TakesStreams => !apps.IsHttp;

    public CancellationToken Stopping => _stopping.Token;

    public ActorStatus Status => !runtime.IsEnabled ? ActorStatus.Disabled
        : _hasLostStreams || (services.App.Channel is not null && !_knowsTypes) ? ActorStatus.Initializing
        : ActorStatus.Running(Count());

    /// <summary>Lets something call actors back as long as the app hosts any; before it does.</summary>
    public void Attach(IActorCallbackSource source) => _sources.Add(source);

    /// <summary>The app can be called. One with an HTTP server hosts its types, if there is a store for their state.</summary>
    public Task AppUpAsync(CancellationToken cancellationToken) => InTurnAsync(async () =>
    {
        _knowsTypes = true;
        if (!apps.IsHttp)
            return;
        _hasLostStreams = false;
        runtime.HostedTypes = HostedTypes.From(services.App.Configuration.Span, logger);
        await HostAsync(cancellationToken);
    });

    /// <summary>The app cannot be called any more: nothing is hosted. The types stay known.</summary>
    /// <param name="forceStop">When what is under way is not waited for any longer.</param>
    public Task AppDownAsync(CancellationToken forceStop) => InTurnAsync(() => apps.IsHttp ? UnhostAsync(forceStop) : Task.CompletedTask);

    /// <summary>The store for the state of actors may have come or gone.</summary>
    public Task FollowStoreAsync(CancellationToken cancellationToken) => InTurnAsync(() => _isHosting ? runtime.PlaceAsync(cancellationToken) : Task.CompletedTask);

    public Task AddAsync(ActorStream stream) => InTurnAsync(async () =>
    {
        if (_stopping.IsCancellationRequested)
        {
            stream.Close();
            return;
        }
        streams.Add(stream);
        _hasLostStreams = false;
        runtime.HostedTypes = streams.Types;
        await HostAsync(CancellationToken.None);
    });

    public Task RemoveAsync(ActorStream stream) => InTurnAsync(async () =>
    {
        streams.Remove(stream);
        _hasLostStreams |= streams.IsEmpty && stream.Types.Count > 0;
        runtime.HostedTypes = streams.Types;
        if (streams.IsEmpty)
            await UnhostAsync(CancellationToken.None);
        else if (_isHosting)
            await runtime.PlaceAsync(CancellationToken.None);
    });

    /// <summary>The sidecar stops: gives the actors of streams away while the app can still be told, then closes the streams.</summary>
    /// <param name="forceStop">When what is under way is not waited for any longer.</param>
    public Task StopAsync(CancellationToken forceStop) => InTurnAsync(async () =>
    {
        await _stopping.CancelAsync();
        if (!apps.IsHttp)
            await UnhostAsync(forceStop);
        streams.Close();
    });

    public void Dispose()
    {
        _stopping.Dispose();
        _turn.Dispose();
    }

    private async Task HostAsync(CancellationToken cancellationToken)
    {
        if (!runtime.IsEnabled)
            return;
        await runtime.PlaceAsync(cancellationToken);
        if (!_isHosting)
            _sources.ForEach(source => source.Start());
        _isHosting = true;
    }

    private async Task UnhostAsync(CancellationToken forceStop)
    {
        if (!_isHosting)
            return;
        _isHosting = false;
        foreach (var source in _sources)
            await source.StopAsync(forceStop);
        await runtime.LeaveAsync(forceStop);
    }

    private async Task InTurnAsync(Func<Task> change)
    {
        await _turn.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            _turn.Release();
        }
    }

    private List<ActiveActors> Count()
    {
        var counts = runtime.Count();
        return [.. runtime.HostedTypes.Keys.Order(StringComparer.Ordinal).Select(type => new ActiveActors(type, counts.GetValueOrDefault(type)))];
    }
}
