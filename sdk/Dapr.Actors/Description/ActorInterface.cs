using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace Dapr.Actors.Description;

/// <summary>One interface of an actor, without its parents, as remoting sees it.</summary>
internal sealed class ActorInterface
{
    private static readonly ConcurrentDictionary<Type, Lazy<ActorInterface>> Known = new();

    private ActorInterface(Type type)
    {
        ActorInterfaceRules.Check(type);
        var bodies = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName($"{type.FullName}.Messages"), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule(type.Name);

        Type = type;
        Id = RemotingId.Of(type);
        Methods = [.. type.GetMethods().Select(method => new ActorMethod(method, bodies))];
    }

    public Type Type { get; }

    public int Id { get; }

    public IReadOnlyList<ActorMethod> Methods { get; }

    /// <exception cref="ArgumentException">The type is no actor interface (<see cref="IActor"/> has the rules).</exception>
    public static ActorInterface Of(Type type) => Known.GetOrAdd(type, type => new Lazy<ActorInterface>(() => new ActorInterface(type))).Value;
}
