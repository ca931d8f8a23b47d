namespace Daprlet.Actors;

/// <summary>A call of an actor by the sidecar itself: a reminder or a timer is due.</summary>
/// <param name="Data">JSON; null for none.</param>
public abstract record ActorCallback(ActorAddress Actor, string Name, ReadOnlyMemory<byte>? Data);

/// <summary>A reminder is due. Dapr's Scheduler keeps due time and period to itself.</summary>
public sealed record DueReminder(ActorAddress Actor, string Name, ReadOnlyMemory<byte>? Data) : ActorCallback(Actor, Name, Data);

/// <summary>A timer is due; the app gets back what it was registered with.</summary>
/// <param name="Callback">The name of the app's method.</param>
public sealed record DueTimer(ActorAddress Actor, string Name, ReadOnlyMemory<byte>? Data, string Callback, string DueTime, string Period) : ActorCallback(Actor, Name, Data);
