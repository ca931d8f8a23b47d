#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>Tells an actor which turn it is about.</summary>
public struct ActorMethodContext
{
    internal static readonly ActorMethodContext Reminder = new("ReceiveReminderAsync", ActorCallType.ReminderMethod);
    internal static readonly ActorMethodContext Timer = new("FireTimerAsync", ActorCallType.TimerMethod);

    internal ActorMethodContext(string methodName, ActorCallType callType)
    {
        MethodName = methodName;
        CallType = callType;
    }

    /// <summary>The method's name; <c>ReceiveReminderAsync</c> for every reminder, <c>FireTimerAsync</c> for every timer.</summary>
    public string MethodName { get; }

    public ActorCallType CallType { get; }
}
