namespace Daprlet.Scheduling;

/// <summary>Names one reminder: it belongs to an actor, and the apps of one namespace share their actors.</summary>
internal readonly record struct ReminderKey(string Namespace, string ActorType, string ActorId, string Name)
{
    public override string ToString() => $"{ActorType}||{ActorId}||{Name}";
}
