namespace Daprlet.Actors.Turns;

/// <summary>One turn of an actor, with the calls that re-enter it. All of its state belongs to its <see cref="TurnQueue"/> and is used under that one's lock.</summary>
internal sealed class TurnChain(string? reentrancyId)
{
    private TaskCompletionSource<bool>? _start;

    public string? ReentrancyId => reentrancyId;

    /// <summary>The calls that have joined the turn and not left it.</summary>
    public int Depth { get; set; } = 1;

    /// <summary>Completes with true when the turn begins, with false when it never will.</summary>
    public Task<bool> Start => (_start ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Begin() => _start?.TrySetResult(true);

    public void Refuse() => _start?.TrySetResult(false);
}
