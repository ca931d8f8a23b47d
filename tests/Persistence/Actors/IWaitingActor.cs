using Dapr.Actors;
using Dapr.Actors.Runtime;
using DaprShop.Persistence.Actors;

namespace DaprShop.Tests.Persistence.Actors;

/// <summary>An actor whose turns wait.</summary>
public interface IWaitingActor : IActor
{
    /// <summary>Waits for the end of the turn.</summary>
    Task WaitAsync();

    /// <summary>Waits, and does not care for the end of the turn.</summary>
    Task WaitStubbornlyAsync();

    /// <summary>Does nothing.</summary>
    Task<int> AnswerAsync();
}

/// <summary>What the turns of an actor tell the test.</summary>
public sealed class TurnNotes
{
    /// <summary>Released by each turn that has begun to wait.</summary>
    public SemaphoreSlim Begun { get; } = new(0);

    /// <summary>Released by each turn that was ended.</summary>
    public SemaphoreSlim Ended { get; } = new(0);

    /// <summary>Ends the turn that cares for nothing else.</summary>
    public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal sealed class WaitingActor(ActorHost host, TurnNotes notes, ActorTurns turns, TimeProvider time) : TurnActor(host, turns, time), IWaitingActor
{
    public Task WaitAsync() => InTurnAsync(async end =>
    {
        notes.Begun.Release();
        try
        {
            await Task.Delay(Timeout.Infinite, end);
        }
        finally
        {
            notes.Ended.Release();
        }
    });

    public Task WaitStubbornlyAsync() => InTurnAsync(_ =>
    {
        notes.Begun.Release();
        return notes.End.Task;
    });

    public Task<int> AnswerAsync() => InTurnAsync(_ => Task.FromResult(42));
}
