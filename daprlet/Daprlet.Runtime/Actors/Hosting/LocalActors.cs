using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Daprlet.Actors.Configuration;
using Daprlet.Actors.Placement;
using Daprlet.Actors.Turns;

namespace Daprlet.Actors.Hosting;

/// <summary>
/// The actors that are active on this sidecar. One is active only while the placement gives it to this host, it takes turns one after the other, and
/// it is not active again, anywhere, before the app has been told that it was deactivated.
/// </summary>
internal sealed class LocalActors : IDisposable
{
    /// <summary>How long a call waits for other hosts to give the actor up.</summary>
    private static readonly TimeSpan PlacementTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How many deactivations the app is told of at once.</summary>
    private const int MaxDeactivations = 32;

    private readonly ConcurrentDictionary<ActorAddress, Actor> _actors = new();
    private readonly Lock _activation = new();
    private readonly IActorApp _app;
    private readonly TimeProvider _time;
    private readonly IdleQueue _idle;
    private readonly SemaphoreSlim _deactivations = new(MaxDeactivations);
    private readonly CancellationTokenSource _forceStop = new();
    private volatile IReadOnlyDictionary<string, ActorTypeSettings> _types = HostedTypes.None;

    public LocalActors(IActorApp app, TimeProvider time)
    {
        (_app, _time) = (app, time);
        _idle = new IdleQueue(time, DeactivateIdle);
    }

    public event Action<ActorAddress>? Activated;

    public event Action<ActorAddress>? Deactivated;

    /// <summary>What gives actors to this host; set before the first of them is asked for.</summary>
    public required Func<PlacementView> View { get; init; }

    public required Func<Task> ViewChange { get; init; }

    public required Func<bool> HoldsLease { get; init; }

    /// <summary>The types that can be activated.</summary>
    public IReadOnlyDictionary<string, ActorTypeSettings> Types
    {
        get => _types;
        set => _types = value;
    }

    /// <summary>Whether the actor may use its state: until the app has been told that it is deactivated, so that a turn that is waited for can save.</summary>
    public bool IsActive(ActorAddress address) => _actors.ContainsKey(address) && HoldsLease();

    /// <summary>Whether a turn with this id is under way here, be it that the actor is about to move.</summary>
    public bool IsRunning(ActorAddress address, string reentrancyId) => _actors.TryGetValue(address, out var actor) && actor.Turns.IsRunning(reentrancyId);

    /// <summary>How many actors of each type are active.</summary>
    public Dictionary<string, int> Count() =>
        _actors.Values.Where(actor => actor.IsActive).CountBy(actor => actor.Address.Type, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    /// <summary>Whether the actor is placed on this host; waits while it is about to be.</summary>
    public Task<bool> OwnsAsync(ActorAddress address, CancellationToken cancellationToken) => AwaitPlacementAsync(address, () => HoldsLease() && View().IsMine(address), cancellationToken);

    /// <summary>Runs something as a turn of an actor, which is activated if it is not active.</summary>
    /// <param name="turn">Gets the actor and the id of the turn, null without reentrancy.</param>
    /// <param name="cancellationToken">Ends the wait for the turn.</param>
    /// <returns>How it ended; the result is set when the turn was run. Closed means that the actor is not placed here.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before the turn began.</exception>
    public async Task<(TurnOutcome Outcome, T? Result)> RunAsync<T>(ActorAddress address, string? reentrancyId, Func<Actor, string?, Task<T>> turn, CancellationToken cancellationToken)
    {
        while (await FindAsync(address, cancellationToken) is { } actor)
        {
            var id = actor.Settings.MaxStackDepth is null ? reentrancyId : reentrancyId ?? Guid.NewGuid().ToString();
            var entry = await actor.Turns.EnterAsync(id, cancellationToken);
            if (entry.Outcome == TurnOutcome.TooDeep)
                return (TurnOutcome.TooDeep, default);
            if (entry.Outcome == TurnOutcome.Entered)
                return await RunAsync(actor, entry.Chain!, id, turn);
            await actor.Gone.WaitAsync(cancellationToken);
        }
        return (TurnOutcome.Closed, default);
    }

    /// <summary>Deactivates every actor that is not this host's any more; completes when they are.</summary>
    public Task GiveUpAsync()
    {
        List<Task> moving;
        lock (_activation)
        {
            var view = View();
            moving = [.. _actors.Values.Where(actor => !view.IsMine(actor.Address)).Select(actor => DeactivateAsync(actor, actor.Settings.DrainTimeout))];
        }
        return Task.WhenAll(moving);
    }

    /// <summary>Ends everything that deactivations wait for.</summary>
    public void ForceStop() => _forceStop.Cancel();

    public void Dispose()
    {
        _idle.Dispose();
        _forceStop.Dispose();
        _deactivations.Dispose();
    }

    private async Task<(TurnOutcome, T?)> RunAsync<T>(Actor actor, TurnChain chain, string? id, Func<Actor, string?, Task<T>> turn)
    {
        try
        {
            if (!HoldsLease())
                return (TurnOutcome.Closed, default);
            actor.LastUsed = _time.GetTimestamp();
            return (TurnOutcome.Entered, await turn(actor, id));
        }
        finally
        {
            actor.LastUsed = _time.GetTimestamp();
            actor.Turns.Leave(chain);
        }
    }

    /// <summary>The actor, active or about to go; null when it is not placed here.</summary>
    private ValueTask<Actor?> FindAsync(ActorAddress address, CancellationToken cancellationToken) =>
        _actors.TryGetValue(address, out var actor) ? new(actor)
        : TryActivate(address, out actor) ? new(actor)
        : new(AwaitPlacementAsync(address, cancellationToken));

    /// <summary>The actor, once it is placed here and activated; null when it is not to be placed here.</summary>
    private async Task<Actor?> AwaitPlacementAsync(ActorAddress address, CancellationToken cancellationToken)
    {
        Actor? actor = null;
        return await AwaitPlacementAsync(address, () => TryActivate(address, out actor), cancellationToken) ? actor : null;
    }

    /// <summary>Waits as long as the newest membership gives the actor to this host, but others may still have it.</summary>
    /// <param name="attempt">What is waited for; asked anew whenever the placement changes.</param>
    private async Task<bool> AwaitPlacementAsync(ActorAddress address, Func<bool> attempt, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(PlacementTimeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            while (true)
            {
                var change = ViewChange();
                if (attempt())
                    return true;
                var view = View();
                if (view.IsSettled || !view.IsOfferedHere(address))
                    return false;
                await change.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Activates the actor, unless it is not placed here. Under the same lock as giving up, so that the placement cannot change in between.</summary>
    private bool TryActivate(ActorAddress address, [NotNullWhen(true)] out Actor? actor)
    {
        lock (_activation)
        {
            if (_actors.TryGetValue(address, out actor))
                return true;
            if (!View().IsMine(address) || !_types.TryGetValue(address.Type, out var settings))
                return false;
            actor = new Actor(address, settings) { LastUsed = _time.GetTimestamp() };
            _actors[address] = actor;
        }
        _idle.Add(actor);
        Activated?.Invoke(address);
        return true;
    }

    private bool DeactivateIdle(Actor actor)
    {
        if (!actor.Turns.TryCloseIdle())
            return !actor.IsActive;
        _ = DeactivateAsync(actor, TimeSpan.Zero);
        return true;
    }

    /// <summary>Lets the turn under way end, or interrupts it, tells the app, and forgets the actor. The first call does it, the others wait for it.</summary>
    private async Task DeactivateAsync(Actor actor, TimeSpan drain)
    {
        var ended = actor.Turns.CloseAsync();
        if (!actor.TryBeginDeactivation())
        {
            await actor.Gone;
            return;
        }
        if (!ended.IsCompleted)
        {
            await WaitAsync(ended, drain);
            await actor.InterruptAsync();
            await ended;
        }
        await TellAppAsync(actor.Address);
        _actors.TryRemove(actor.Address, out _);
        actor.MarkGone();
        actor.Dispose();
        Deactivated?.Invoke(actor.Address);
    }

    private async Task TellAppAsync(ActorAddress address)
    {
        await _deactivations.WaitAsync();
        try
        {
            await _app.DeactivateAsync(address, _forceStop.Token);
        }
        finally
        {
            _deactivations.Release();
        }
    }

    private async Task WaitAsync(Task ended, TimeSpan drain)
    {
        try
        {
            await ended.WaitAsync(drain, _time, _forceStop.Token);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // the turn has had its time, or the sidecar has none left
        }
    }
}
