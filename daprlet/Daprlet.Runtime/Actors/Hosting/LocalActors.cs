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
    private readonly ConcurrentDictionary<ActorAddress, Actor> _actors = new();
    private readonly Lock _activation = new();
    private readonly TimeProvider _time;
    private readonly IdleQueue _idle;
    private readonly ActorDeactivations _deactivations;
    private volatile IReadOnlyDictionary<string, ActorTypeSettings> _types = HostedTypes.None;

    public LocalActors(IActorApp app, TimeProvider time)
    {
        _time = time;
        _deactivations = new ActorDeactivations(app, time);
        _idle = new IdleQueue(time, DeactivateIdle);
    }

    public event Action<ActorAddress>? Activated;

    public event Action<ActorAddress>? Deactivated;

    /// <summary>What gives actors to this host; set before the first of them is asked for.</summary>
    public required Func<PlacementView> View { get; init; }

    /// <summary>Where calls wait while actors move.</summary>
    public required MoveQueue Moves { get; init; }

    public required Func<bool> HoldsLease { get; init; }

    /// <summary>The types that can be activated.</summary>
    public IReadOnlyDictionary<string, ActorTypeSettings> Types
    {
        get => _types;
        set => _types = value;
    }

    public bool IsActive(ActorAddress address) => _actors.ContainsKey(address) && HoldsLease();

    /// <summary>Begins a write of the actor's state, when no move is under way; null when the actor is not active here, or is not what it was when this was asked.</summary>
    public async ValueTask<IDisposable?> BeginWriteAsync(ActorAddress address, CancellationToken cancellationToken)
    {
        var actor = _actors.GetValueOrDefault(address);
        await Moves.PassAsync(address.Type, cancellationToken);
        return HoldsLease() ? actor?.Writes.TryBegin() : null;
    }

    /// <summary>Whether a turn with this id is under way here, be it that the actor is about to move.</summary>
    public bool IsRunning(ActorAddress address, string reentrancyId) => _actors.TryGetValue(address, out var actor) && actor.Turns.IsRunning(reentrancyId);

    /// <summary>How many actors of each type are active.</summary>
    public Dictionary<string, int> Count() =>
        _actors.Values.Where(actor => actor.IsActive).CountBy(actor => actor.Address.Type, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    /// <summary>Whether the actor is placed on this host; waits while it may be about to move.</summary>
    public async Task<bool> OwnsAsync(ActorAddress address, CancellationToken cancellationToken)
    {
        await Moves.PassAsync(address.Type, cancellationToken);
        return HoldsLease() && View().IsMine(address);
    }

    /// <summary>Runs something as a turn of an actor, which is activated if it is not active.</summary>
    /// <param name="turn">Gets the actor and the id of the turn, null without reentrancy.</param>
    /// <param name="cancellationToken">Ends the wait for the turn.</param>
    /// <returns>How it ended; the result is set when the turn was run. Closed means that the actor is not placed here.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before the turn began.</exception>
    public async Task<(TurnOutcome Outcome, T? Result)> RunAsync<T>(ActorAddress address, string? reentrancyId, Func<Actor, string?, Task<T>> turn, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Moves.PassAsync(address.Type, cancellationToken);
            if (!TryActivate(address, out var actor))
                return (TurnOutcome.Closed, default);
            var id = actor.Settings.MaxStackDepth is null ? reentrancyId : reentrancyId ?? Guid.NewGuid().ToString();
            var entry = await actor.Turns.EnterAsync(id, cancellationToken);
            if (entry.Outcome == TurnOutcome.TooDeep)
                return (TurnOutcome.TooDeep, default);
            if (entry.Outcome == TurnOutcome.Entered)
                return await RunAsync(actor, entry.Chain!, id, turn);
            await actor.Gone.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Deactivates every actor that is not this host's any more; completes when they are.</summary>
    public async Task GiveUpAsync()
    {
        List<Actor> lost;
        List<Task> ended;
        lock (_activation)
        {
            var view = View();
            lost = [.. _actors.Values.Where(actor => !view.IsMine(actor.Address))];
            ended = lost.ConvertAll(actor => actor.Turns.CloseAsync());
        }
        if (lost.Count == 0)
            return;
        using var limit = _deactivations.Limit(lost.Max(actor => actor.Settings.DrainTimeout));
        await Task.WhenAll(lost.Zip(ended, (actor, turn) => DeactivateAsync(actor, turn, actor.Settings.DrainTimeout, limit.Token)));
    }

    /// <summary>Ends everything that deactivations wait for.</summary>
    public void ForceStop() => _deactivations.ForceStop();

    public void Dispose()
    {
        _idle.Dispose();
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

    /// <summary>The actor, active or about to go; activated now if it is neither, unless it is not placed here. Under the same lock as giving up, so that the placement cannot change in between.</summary>
    private bool TryActivate(ActorAddress address, [NotNullWhen(true)] out Actor? actor)
    {
        if (_actors.TryGetValue(address, out actor))
            return true;
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
        _ = DeactivateIdleAsync(actor);
        return true;
    }

    private async Task DeactivateIdleAsync(Actor actor)
    {
        using var limit = _deactivations.Limit(TimeSpan.Zero);
        await DeactivateAsync(actor, Task.CompletedTask, TimeSpan.Zero, limit.Token);
    }

    /// <summary>Ends and forgets the actor. The first call does it, the others wait for it.</summary>
    private async Task DeactivateAsync(Actor actor, Task turn, TimeSpan drain, CancellationToken limit)
    {
        if (!actor.TryBeginDeactivation())
        {
            await actor.Gone;
            return;
        }
        await _deactivations.EndAsync(actor, turn, drain, limit);
        _actors.TryRemove(actor.Address, out _);
        actor.MarkGone();
        actor.Dispose();
        Deactivated?.Invoke(actor.Address);
    }
}
