using System.Reflection;
using System.Reflection.Emit;
using Dapr.Actors.Description;
using ProxyCall = System.Func<int, object?[], System.Threading.CancellationToken, System.Threading.Tasks.Task>;

namespace Dapr.Actors.Client;

/// <summary>Makes the class of the proxies of an interface, with a public field for the delegate that its methods call.</summary>
internal sealed class ActorProxyEmitter
{
    private static readonly MethodInfo Invoke = typeof(ProxyCall).GetMethod(nameof(ProxyCall.Invoke))!;

    private readonly TypeBuilder _class;
    private readonly FieldBuilder _call;

    public ActorProxyEmitter(Type type, string callField)
    {
        _class = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName($"{type.FullName}.Proxy"), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule(type.Name)
            .DefineType($"{type.Name}Proxy", TypeAttributes.Public | TypeAttributes.Class, typeof(ActorProxy), [type]);
        _call = _class.DefineField(callField, typeof(ProxyCall), FieldAttributes.Public);
    }

    /// <exception cref="TypeLoadException">The interface is not public.</exception>
    public Type Emit(IEnumerable<ActorMethod> methods)
    {
        foreach (var (index, method) in methods.Index())
            Implement(method, index);

        return _class.CreateType();
    }

    private void Implement(ActorMethod actorMethod, int index)
    {
        var method = actorMethod.Method;
        var parameters = method.GetParameters();
        var implementation = _class.DefineMethod(
            $"{method.DeclaringType!.FullName}.{method.Name}",
            MethodAttributes.Private | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.Virtual | MethodAttributes.Final,
            method.ReturnType,
            [.. parameters.Select(parameter => parameter.ParameterType)]);
        _class.DefineMethodOverride(implementation, method);

        var code = implementation.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldfld, _call);
        code.Emit(OpCodes.Ldc_I4, index);
        LoadArguments(code, actorMethod.TakesCancellation ? parameters[..^1] : parameters);
        LoadCancellation(code, actorMethod.TakesCancellation ? parameters[^1] : null);
        code.Emit(OpCodes.Callvirt, Invoke);
        code.Emit(OpCodes.Castclass, method.ReturnType);
        code.Emit(OpCodes.Ret);
    }

    private static void LoadArguments(ILGenerator code, ParameterInfo[] arguments)
    {
        code.Emit(OpCodes.Ldc_I4, arguments.Length);
        code.Emit(OpCodes.Newarr, typeof(object));
        foreach (var argument in arguments)
        {
            code.Emit(OpCodes.Dup);
            code.Emit(OpCodes.Ldc_I4, argument.Position);
            Load(code, argument);
            code.Emit(OpCodes.Box, argument.ParameterType);
            code.Emit(OpCodes.Stelem_Ref);
        }
    }

    private static void LoadCancellation(ILGenerator code, ParameterInfo? parameter)
    {
        if (parameter is not null)
            Load(code, parameter);
        else
            code.EmitCall(OpCodes.Call, typeof(CancellationToken).GetProperty(nameof(CancellationToken.None))!.GetMethod!, null);
    }

    // The first argument is the proxy itself.
    private static void Load(ILGenerator code, ParameterInfo parameter) => code.Emit(OpCodes.Ldarg, (short)(parameter.Position + 1));
}
