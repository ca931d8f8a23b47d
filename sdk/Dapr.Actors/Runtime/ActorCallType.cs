namespace Dapr.Actors.Runtime;

/// <summary>What started a turn of an actor.</summary>
public enum ActorCallType
{
    ActorInterfaceMethod = 0,
    TimerMethod = 1,
    ReminderMethod = 2,
}
