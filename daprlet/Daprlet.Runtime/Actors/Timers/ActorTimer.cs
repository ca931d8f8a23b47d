namespace Daprlet.Actors.Timers;

/// <summary>Names one timer of an actor.</summary>
internal readonly record struct TimerKey(ActorAddress Actor, string Name)
{
    public override string ToString() => $"{Actor.Type}||{Actor.Id}||{Name}";
}

/// <summary>One timer from its registration on.</summary>
/// <param name="Body">As it was registered: the app gets it back with each callback.</param>
internal sealed record ActorTimer(TimerKey Key, ScheduleBody Body, TimerTimes Times)
{
    /// <summary>When it fires next.</summary>
    public DateTimeOffset Due { get; init; } = Times.First;

    /// <summary>How often it still fires; null for no end.</summary>
    public int? Left { get; init; } = Times.Period.Repetitions;

    /// <summary>The timer after it has fired; null when it is done with. The schedule holds: what a slow callback has missed follows at once.</summary>
    public ActorTimer? Fired() => Left != 1 && Times.Next(Due) is { } next ? this with { Due = next, Left = Left - 1 } : null;
}
