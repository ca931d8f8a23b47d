using Daprlet.Actors.Configuration;
using Daprlet.Actors.Placement;
using Daprlet.Actors.State;
using Daprlet.Actors.Turns;
using Daprlet.Blocks;
using Daprlet.Resiliency;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Hosting;

/// <summary>The actors of one sidecar: what is placed here, and what runs of it. Knows nothing of the API.</summary>
internal sealed class ActorRuntime : IActorHosting, IActorTurns, IActorPeer, IAsyncDisposable
{
    /// <summary>How long a call waits for a move at most: the longest drain and the deactivations fit into it, or what it takes to notice that a host is silent.</summary>
    private static readonly TimeSpan LongestMove = TimeSpan.FromSeconds(40);

    private readonly SidecarServices _services;
    private readonly ActorStores _stores;
    private readonly IActorApp _app;
    private readonly LocalActors _actors;
    private readonly ActorPlacement _placement;
    private readonly MoveQueue _moves;

    /// <param name="register">Makes the way to other hosts for this one, which is known by an id.</param>
    public ActorRuntime(SidecarServices services, ActorStores stores, IActorApp app, string id, Func<IActorPeer, IHostRegister> register, ILogger logger)
    {
        (_services, _stores, _app) = (services, stores, app);
        Register = register(this);
        var (time, faults) = (services.Options.Time, services.Options.Faults);
        _placement = new ActorPlacement(Register, id, () => _actors!.GiveUpAsync(), new HeldMoves(faults, time), time, logger);
        _moves = new MoveQueue(() => _placement.View, () => _placement.NextChange, type => LongestMove + faults.HoldOf(type), time);
        _actors = new LocalActors(_app, time) { View = () => _placement.View, Moves = _moves, HoldsLease = () => Register.HoldsLease };
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

    public IReadOnlyList<string> Types => _stores.Current is null ? [] : [.. _actors.Types.Keys];

    public bool IsHosted(string type) => _actors.Types.ContainsKey(type) && _stores.Current is not null;

    public bool IsPlacedHere(ActorAddress actor) => Register.HoldsLease && _placement.View.IsMine(actor);

    public bool IsMoving(string type) => _placement.View.IsMoving(type);

    public ValueTask AwaitMoveAsync(string type, CancellationToken cancellationToken) => _moves.PassAsync(type, cancellationToken);

    public Task<bool> OwnsAsync(ActorAddress actor, CancellationToken cancellationToken) => _actors.OwnsAsync(actor, cancellationToken);

    public bool IsActive(ActorAddress actor) => _actors.IsActive(actor);

    public ValueTask<IDisposable?> BeginWriteAsync(ActorAddress actor, CancellationToken cancellationToken) => _actors.BeginWriteAsync(actor, cancellationToken);

    /// <summary>Whether the call belongs to a turn that is under way here.</summary>
    public bool IsReentrant(ActorCall call) => call.ReentrancyId is { } id && _actors.IsRunning(call.Actor, id);

    public async Task<ActorResult> InvokeAsync(ActorCall call, CancellationToken cancellationToken)
    {
        var options = _services.Options;
        var (outcome, result) = await _actors.RunAsync(
            call.Actor, call.ReentrancyId, (actor, id) => InvokeAppAsync(call.ForApp(options.AppId, options.NamespaceOrDefault, id), actor.Interruption), cancellationToken);
        return outcome switch
        {
            TurnOutcome.Entered => result,
            TurnOutcome.TooDeep => ActorFailure.StackDepth,
            _ => ActorFailure.Moved,
        };
    }

    public async Task<CallbackResult> CallbackAsync(ActorCallback callback, CancellationToken cancellationToken)
    {
        var (outcome, result) = await _actors.RunAsync(callback.Actor, null, (actor, id) => CallAppBackAsync(callback, id, actor.Interruption), cancellationToken);
        return outcome == TurnOutcome.Entered ? result : new CallbackResult(CallbackOutcome.NotHere);
    }

    /// <summary>How many actors are active, by type.</summary>
    public IReadOnlyDictionary<string, int> Count() => _actors.Count();

    /// <summary>The types that the app hosts from now on, whether or not there is a store for their state.</summary>
    public IReadOnlyDictionary<string, ActorTypeSettings> HostedTypes
    {
        get => _actors.Types;
        set => _actors.Types = value;
    }

    /// <summary>Takes and gives away actors, as it follows from the types and from whether there is a store for their state; completes when the others know.</summary>
    public Task PlaceAsync(CancellationToken cancellationToken) => _placement.HostAsync([.. Types], cancellationToken);

    /// <summary>Gives all actors away.</summary>
    /// <param name="forceStop">When what is under way is not waited for any longer.</param>
    public async Task LeaveAsync(CancellationToken forceStop)
    {
        await using var registration = forceStop.Register(_actors.ForceStop);
        await _placement.HostAsync([], CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _placement.DisposeAsync();
        _actors.Dispose();
    }

    private async Task<ActorResult> InvokeAppAsync(ActorCall call, CancellationToken interruption)
    {
        try
        {
            return await InTimeAsync(call.Actor, token => _app.InvokeAsync(call, token), interruption);
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            return ActorFailure.Interrupted;
        }
        catch (Exception e) when (e is PolicyException or OperationCanceledException)
        {
            return new ActorFailure(ActorFailureKind.App, e.Message);
        }
    }

    private async Task<CallbackResult> CallAppBackAsync(ActorCallback callback, string? reentrancyId, CancellationToken interruption)
    {
        try
        {
            return await InTimeAsync(callback.Actor, token => _app.CallbackAsync(callback, reentrancyId, token), interruption);
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            return new CallbackResult(CallbackOutcome.NotHere);
        }
        catch (Exception e) when (e is PolicyException or OperationCanceledException)
        {
            return new CallbackResult(CallbackOutcome.Failed, Error: e.Message);
        }
    }

    /// <summary>Runs one turn under the time limit that there is for it. A turn that is broken off has failed, unless its actor moves: then it belongs to the next host.</summary>
    private Task<T> InTimeAsync<T>(ActorAddress actor, Func<CancellationToken, Task<T>> turn, CancellationToken interruption) =>
        _services.Resiliency.ForActorTurn(actor.Type, actor.Id).RunAsync(turn, interruption);
}
