using System.Reflection;

namespace Dapr.Actors.Runtime;

/// <summary>The method of an actor's class that a timer calls.</summary>
internal static class TimerCallback
{
    private const BindingFlags AnyMethod = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <exception cref="ArgumentException">The class has no such method, or a timer cannot call it.</exception>
    public static void Check(ActorTypeInformation type, string callback)
    {
        var method = Find(type, callback);
        if (method.GetParameters().Length > 1)
            throw new ArgumentException("Timer callback can accept only zero or one parameters");
        if (method.ReturnType != typeof(Task))
            throw new ArgumentException("Timer callback can only return type Task");
    }

    /// <returns>What the method's task gives if that is a bool, else false.</returns>
    public static async Task<bool> InvokeAsync(Actor actor, string callback, byte[] data)
    {
        var method = Find(actor.Host.ActorTypeInfo, callback);
        switch (method.Invoke(actor, method.GetParameters().Length == 0 ? null : [data]))
        {
            case Task<bool> task:
                return await task;
            case Task task:
                await task;
                return false;
            default:
                return false;
        }
    }

    private static MethodInfo Find(ActorTypeInformation type, string callback)
    {
        try
        {
            return type.ImplementationType.GetMethod(callback, AnyMethod)
                ?? throw new ArgumentException($"Timer callback method: {callback} does not exist in the Actor class: {type.ActorTypeName}");
        }
        catch (AmbiguousMatchException exception)
        {
            throw new ArgumentException($"Timer callback method: {callback} cannot be overloaded.", exception);
        }
    }
}
