using Daprlet.Actors.Configuration;
using Daprlet.Actors.Placement;
using Daprlet.Actors.State;
using Daprlet.Actors.Turns;
using Daprlet.Blocks;
using Daprlet.Metadata;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Hosting;

/// <summary>The actors of one sidecar: what its app hosts, and what runs of it. Knows nothing of the API.</summary>
internal sealed class ActorRuntime : IActorHosting, IActorTurns, IActorPeer, IActorStatusSource, IAsyncDisposable
{
    private readonly SidecarServices _services;
    private readonly ActorApp _app;
    private readonly ActorStores _stores;
    private readonly LocalActors _actors;
    private readonly ActorPlacement _placement;
    private readonly ILogger _logger;
    private bool _knowsTypes;
    private volatile bool _isAppUp;

    /// <param name="register">Makes the way to other hosts for this one, which is known by an id.</param>
    public ActorRuntime(SidecarServices services, ActorStores stores, string id, Func<IActorPeer, IHostRegister> register)
    {
        (_services, _stores) = (services, stores);
        _logger = services.Options.Logging.CreateLogger("dapr.runtime.actors");
        _app = new ActorApp(services.App, services.Options, services.Resiliency, _logger);
        Register = register(this);
        _placement = new ActorPlacement(Register, id, () => _actors!.GiveUpAsync(), services.Options.Time, _logger);
        _actors = new LocalActors(_app, services.Options.Time) { View = () => _placement.View, ViewChange = () => _placement.NextChange, HoldsLease = () => Register.HoldsLease };
    }

    public event Action<ActorAddress>? Activated
    {
        add => _actors.Activated += value;
        remove => _actors.Activated -= value;
    }

    public event Action<ActorAddress>? Deactivated
    {
        add => _actors.Deactivated += value;
        remove => _actors.Deactivated -= value;
    }

    public event Action? PlacementChanged
    {
        add => _placement.Changed += value;
        remove => _placement.Changed -= value;
    }

    public IHostRegister Register { get; }

    public bool IsEnabled => _services.Options.HasActors;

    public ActorStatus Status => !IsEnabled ? ActorStatus.Disabled
        : _services.App.Channel is not null && !_knowsTypes ? ActorStatus.Initializing
        : ActorStatus.Running(Count());

    public IReadOnlyList<string> Types => _stores.Current is null ? [] : [.. _actors.Types.Keys];

    public bool IsHosted(string type) => _actors.Types.ContainsKey(type) && _stores.Current is not null;

    public bool IsPlacedHere(ActorAddress actor) => Register.HoldsLease && _placement.View.IsMine(actor);

    public Task<bool> OwnsAsync(ActorAddress actor, CancellationToken cancellationToken) => _actors.OwnsAsync(actor, cancellationToken);

    public bool IsActive(ActorAddress actor) => _actors.IsActive(actor);

    /// <summary>Whether the call belongs to a turn that is under way here.</summary>
    public bool IsReentrant(ActorCall call) => call.ReentrancyId is { } id && _actors.IsRunning(call.Actor, id);

    public async Task<ActorResult> InvokeAsync(ActorCall call, CancellationToken cancellationToken)
    {
        var (outcome, result) = await _actors.RunAsync(call.Actor, call.ReentrancyId, (actor, id) => _app.InvokeAsync(call, id, actor.Interruption), cancellationToken);
        return outcome switch
        {
            TurnOutcome.Entered => result,
            TurnOutcome.TooDeep => ActorFailure.StackDepth,
            _ => ActorFailure.Moved,
        };
    }

    public async Task<CallbackResult> CallbackAsync(ActorAddress actor, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var (outcome, result) = await _actors.RunAsync(actor, null, (active, id) => _app.CallbackAsync(actor, path, body, id, active.Interruption), cancellationToken);
        return outcome == TurnOutcome.Entered ? result : new CallbackResult(CallbackOutcome.NotHere);
    }

    /// <summary>The app can be called: its types are hosted, if there is a store for their state.</summary>
    public async Task HostAsync(CancellationToken cancellationToken)
    {
        _actors.Types = HostedTypes.From(_services.App.Configuration.Span, _logger);
        (_knowsTypes, _isAppUp) = (true, true);
        await FollowStoreAsync(cancellationToken);
    }

    /// <summary>The store for the state of actors may have come or gone.</summary>
    public async Task FollowStoreAsync(CancellationToken cancellationToken)
    {
        if (IsEnabled && _isAppUp)
            await _placement.HostAsync(_stores.Current is null ? [] : [.. _actors.Types.Keys], cancellationToken);
    }

    /// <summary>The app cannot be called any more, or the sidecar stops: nothing is hosted. The types stay known.</summary>
    /// <param name="hurry">When what is under way is not waited for any longer.</param>
    public async Task UnhostAsync(CancellationToken hurry)
    {
        _isAppUp = false;
        await using var registration = hurry.Register(_actors.Hurry);
        await _placement.HostAsync([], CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _placement.DisposeAsync();
        _actors.Dispose();
    }

    private List<ActiveActors> Count()
    {
        var counts = _actors.Count();
        return [.. _actors.Types.Keys.Order(StringComparer.Ordinal).Select(type => new ActiveActors(type, counts.GetValueOrDefault(type)))];
    }
}
