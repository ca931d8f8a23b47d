#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>Says the name by which an actor's class is known, if that is not the class's own.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class ActorAttribute : Attribute
{
    public ActorAttribute()
    {
    }

    public string TypeName { get; set; }
}
