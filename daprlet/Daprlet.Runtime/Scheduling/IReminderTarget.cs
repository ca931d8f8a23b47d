namespace Daprlet.Scheduling;

/// <summary>Who is called when a reminder fires.</summary>
internal interface IReminderTarget
{
    /// <summary>The actor types whose reminders this sidecar may fire; none while it cannot.</summary>
    IReadOnlyList<string> ActorTypes { get; }

    /// <summary>Whether the actor is this sidecar's to call; answered at once.</summary>
    bool IsHere(ReminderKey reminder);

    /// <summary>Calls the actor when its turn comes.</summary>
    /// <param name="cancellationToken">Ends the wait for the turn.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the turn began.</exception>
    Task<ReminderOutcome> FireAsync(ReminderKey reminder, ReadOnlyMemory<byte>? data, CancellationToken cancellationToken);
}

/// <summary>What has become of a callback.</summary>
internal enum ReminderOutcome
{
    Succeeded,

    Failed,

    /// <summary>The actor belongs to another sidecar, which calls it (again).</summary>
    NotHere,
}
