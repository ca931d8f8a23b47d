using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Dapr.Actors.Description;

/// <summary>What an interface must be like to be called from another process; messages are the genuine SDK's.</summary>
internal static class ActorInterfaceRules
{
    private const string Argument = "actorInterfaceType";

    /// <summary>The first of an interface and its parents that is not an actor's; null if all are.</summary>
    public static Type? NonActorParent(Type type)
    {
        var parents = type.GetInterfaces();
        return parents.Contains(typeof(IActor))
            ? parents.Where(parent => parent != typeof(IActor)).Select(NonActorParent).FirstOrDefault(parent => parent is not null)
            : type;
    }

    /// <exception cref="ArgumentException">The type breaks a rule.</exception>
    public static void Check(Type type)
    {
        CheckType(type);
        foreach (var methods in type.GetMethods().GroupBy(method => method.Name))
            CheckMethod(type, methods.First(), isOverloaded: methods.Skip(1).Any());

        foreach (var method in type.GetMethods())
            CheckParameters(type, method);
    }

    public static bool IsTask(Type type) => type == typeof(Task) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>));

    private static void CheckType(Type type)
    {
        if (!type.IsInterface)
            throw Broken($"The type '{type.FullName}' is not an Actor interface as it is not an interface.");

        if (NonActorParent(type) is { } parent)
        {
            throw Broken(parent == type
                ? $"The type '{type.FullName}' is not an actor interface as it does not derive from the interface '{typeof(IActor).FullName}'."
                : $"The type '{type.FullName}' is not an actor interface as it derive from a non actor interface '{parent.FullName}'. All actor interfaces must derive from '{typeof(IActor).FullName}'.");
        }

        if (type.IsGenericType)
            throw Broken($"The actor interface '{type.FullName}' is using generics. Generic interfaces cannot be remoted.");
    }

    private static void CheckMethod(Type type, MethodInfo method, bool isOverloaded)
    {
        var subject = Subject(type, method);
        if (isOverloaded)
            throw Broken($"{subject} is overloaded. The actor interface methods cannot be overloaded.");
        if (method.IsGenericMethod)
            throw Broken($"{subject} is using generics. The actor interface methods cannot use generics.");
        if (method.CallingConvention.HasFlag(CallingConventions.VarArgs))
            throw Broken($"{subject} is using a variable argument list. The actor interface methods cannot have a variable argument list.");
        if (!IsTask(method.ReturnType))
            throw Broken($"{subject} does not return Task or Task<>. The actor interface methods must be async and must return either Task or Task<>.");
    }

    private static void CheckParameters(Type type, MethodInfo method)
    {
        var subject = Subject(type, method);
        var parameters = method.GetParameters();
        foreach (var (index, parameter) in parameters.Index())
        {
            if (parameter.ParameterType == typeof(CancellationToken))
            {
                if (index < parameters.Length - 1)
                    throw Broken($"{subject} has a '{typeof(CancellationToken)}' parameter that is not the last parameter. If an actor method accepts a '{typeof(CancellationToken)}' parameter, it must be the last parameter.");
                continue;
            }

            if (parameter.ParameterType.IsByRef || parameter.IsOptional)
                throw Broken($"{subject} has out/ref/optional parameter '{parameter.Name}'. The actor interface methods must not have out, ref or optional parameters.");
            if (parameter.IsDefined(typeof(ParamArrayAttribute)))
                throw Broken($"{subject} has variable length parameter '{parameter.Name}'. The actor interface methods must not have variable length parameters.");
        }
    }

    private static string Subject(Type type, MethodInfo method) => $"Method '{method.Name}' of actor interface '{type.FullName}'";

    [SuppressMessage("Usage", "CA2208", Justification = "It is the argument of the public methods that lead here.")]
    private static ArgumentException Broken(string rule) => new(rule, Argument);
}
