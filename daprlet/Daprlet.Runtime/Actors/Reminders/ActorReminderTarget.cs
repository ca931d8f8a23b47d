using Daprlet.Scheduling;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Reminders;

/// <summary>Fires reminders at the actors of this sidecar.</summary>
internal sealed partial class ActorReminderTarget(IActorHosting hosting, IActorTurns turns, ILogger logger) : IReminderTarget
{
    public IReadOnlyList<string> ActorTypes => hosting.Types;

    /// <summary>Not while actors of the type move: then it waits in the store.</summary>
    public bool IsHere(ReminderKey reminder) => !hosting.IsMoving(reminder.ActorType) && hosting.IsPlacedHere(Actor(reminder));

    /// <summary>An app that cancels a reminder has taken this call, and gets the next: daprd's Scheduler does not know of the header.</summary>
    public async Task<ReminderOutcome> FireAsync(ReminderKey reminder, ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
    {
        var result = await turns.CallbackAsync(new DueReminder(Actor(reminder), reminder.Name, data), cancellationToken);
        if (result.Outcome == CallbackOutcome.Failed)
            LogFailed(logger, reminder, result.Error);
        return result.Outcome switch
        {
            CallbackOutcome.Done or CallbackOutcome.Canceled => ReminderOutcome.Succeeded,
            CallbackOutcome.Failed => ReminderOutcome.Failed,
            _ => ReminderOutcome.NotHere,
        };
    }

    private static ActorAddress Actor(ReminderKey reminder) => new(reminder.ActorType, reminder.ActorId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Error executing reminder for actor {Reminder}: {Cause}")]
    private static partial void LogFailed(ILogger logger, ReminderKey reminder, string cause);
}
