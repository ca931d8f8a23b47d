using System.Collections.Concurrent;
using System.Reflection;
using Dapr.Actors.Description;
using ProxyCall = System.Func<int, object?[], System.Threading.CancellationToken, System.Threading.Tasks.Task>;

namespace Dapr.Actors.Client;

/// <summary>
/// The class of the proxies of one interface, made at run time: it derives from <see cref="ActorProxy"/> and turns each call of a method
/// into a call of one delegate, with the method's number and its arguments.
/// </summary>
internal sealed class ActorProxyType
{
    private const string CallField = "Call";

    private static readonly ConcurrentDictionary<Type, Lazy<ActorProxyType>> Known = new();

    private readonly RemotingMethod[] _methods;
    private readonly Type _class;
    private readonly FieldInfo _call;

    private ActorProxyType(Type type)
    {
        var interfaces = type.GetInterfaces().Where(parent => parent != typeof(IActor)).Prepend(type).Select(ActorInterface.Of).ToList();
        _methods = [.. interfaces.SelectMany(target => target.Methods, (target, method) => new RemotingMethod(target, method))];
        _class = new ActorProxyEmitter(type, CallField).Emit(_methods.Select(method => method.Method));
        _call = _class.GetField(CallField)!;
    }

    /// <exception cref="ArgumentException">The type is no actor interface (<see cref="IActor"/> has the rules).</exception>
    public static ActorProxyType Of(Type type) => Known.GetOrAdd(type, type => new Lazy<ActorProxyType>(() => new ActorProxyType(type))).Value;

    public ActorProxy Create(RemotingClient client)
    {
        var proxy = (ActorProxy)Activator.CreateInstance(_class)!;
        ProxyCall call = (index, arguments, cancellationToken) => _methods[index].InvokeAsync(client, arguments, cancellationToken);
        _call.SetValue(proxy, call);
        return proxy;
    }
}
