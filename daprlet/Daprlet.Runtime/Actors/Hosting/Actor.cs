using Daprlet.Actors.Configuration;
using Daprlet.Actors.State;
using Daprlet.Actors.Turns;

namespace Daprlet.Actors.Hosting;

/// <summary>One actor that is active on this sidecar.</summary>
internal sealed class Actor(ActorAddress address, ActorTypeSettings settings) : IDisposable
{
    private readonly CancellationTokenSource _interruption = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastUsed;
    private int _deactivating;

    public ActorAddress Address => address;

    public ActorTypeSettings Settings => settings;

    public TurnQueue Turns { get; } = new(settings.MaxStackDepth);

    public StateWrites Writes { get; } = new();

    public bool IsActive => !Turns.IsClosed;

    /// <summary>Cancelled when the turn under way must end.</summary>
    public CancellationToken Interruption => _interruption.Token;

    /// <summary>Completes when the actor is deactivated, so that it may be active again, here or elsewhere.</summary>
    public Task Gone => _gone.Task;

    /// <summary>When a turn last began or ended; a timestamp of the sidecar's clock.</summary>
    public long LastUsed
    {
        get => Volatile.Read(ref _lastUsed);
        set => Volatile.Write(ref _lastUsed, value);
    }

    /// <summary>True for the first who asks: that one deactivates the actor.</summary>
    public bool TryBeginDeactivation() => Interlocked.Exchange(ref _deactivating, 1) == 0;

    public Task InterruptAsync() => _interruption.CancelAsync();

    public void MarkGone() => _gone.SetResult();

    public void Dispose() => _interruption.Dispose();
}
