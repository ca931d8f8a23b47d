namespace Daprlet.Actors.Turns;

/// <summary>How a call's wait for its turn ended.</summary>
internal enum TurnOutcome
{
    /// <summary>It is the call's turn; the chain must be left afterwards.</summary>
    Entered,

    /// <summary>The actor takes no more turns.</summary>
    Closed,

    /// <summary>The chain of reentrant calls is too long.</summary>
    TooDeep,
}

/// <summary>The answer of a <see cref="TurnQueue"/> to a call.</summary>
/// <param name="Chain">Set when the call has entered.</param>
internal readonly record struct TurnEntry(TurnOutcome Outcome, TurnChain? Chain = null);
