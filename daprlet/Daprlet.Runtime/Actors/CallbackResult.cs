namespace Daprlet.Actors;

/// <summary>How a callback to an actor ended.</summary>
public enum CallbackOutcome
{
    /// <summary>The app answered 200.</summary>
    Done,

    /// <summary>The app answered 200 and wants no further callbacks (header <c>X-DaprReminderCancel</c>).</summary>
    Canceled,

    /// <summary>The app answered something else, or could not be reached.</summary>
    Failed,

    /// <summary>No turn was begun, or it was broken off, because the actor is not, or no longer, placed on this sidecar: the callback belongs to another one.</summary>
    NotHere,
}

/// <summary>What became of a callback.</summary>
/// <param name="Status">The app's HTTP status, or 0 when there was no answer.</param>
/// <param name="Error">Why it failed, for the log; empty when it did not.</param>
public readonly record struct CallbackResult(CallbackOutcome Outcome, int Status = 0, string Error = "");
