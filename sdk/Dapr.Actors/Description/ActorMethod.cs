using System.Reflection;
using System.Reflection.Emit;

namespace Dapr.Actors.Description;

/// <summary>A method that remoting can call, and how its arguments and result travel.</summary>
internal sealed class ActorMethod
{
    private readonly MessageBody? _request;
    private readonly MessageBody? _response;
    private readonly PropertyInfo? _result;

    public ActorMethod(MethodInfo method, ModuleBuilder bodies)
    {
        var parameters = method.GetParameters();
        TakesCancellation = parameters is [.., { } last] && last.ParameterType == typeof(CancellationToken);
        var arguments = TakesCancellation ? parameters[..^1] : parameters;

        Method = method;
        Id = RemotingId.Of(method);
        ArgumentTypes = [.. arguments.Select(argument => argument.ParameterType)];
        ResultType = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : null;
        if (arguments.Length > 0)
            _request = new MessageBody(bodies, $"{method.Name}ReqBody", arguments.Select(argument => (argument.Name!, argument.ParameterType)));
        if (ResultType is not null)
        {
            _response = new MessageBody(bodies, $"{method.Name}RespBody", [("retVal", ResultType)]);
            _result = method.ReturnType.GetProperty(nameof(Task<>.Result));
        }
    }

    public MethodInfo Method { get; }

    public int Id { get; }

    /// <summary>The types of the parameters, a cancellation token left out.</summary>
    public IReadOnlyList<Type> ArgumentTypes { get; }

    public bool TakesCancellation { get; }

    /// <summary>What the task gives; null if it gives nothing.</summary>
    public Type? ResultType { get; }

    /// <summary>The type that holds the arguments; null if there are none.</summary>
    public Type? RequestType => _request?.Type;

    /// <summary>The type that holds the result; null if there is none.</summary>
    public Type? ResponseType => _response?.Type;

    /// <summary>Calls the method of an actor.</summary>
    /// <param name="exceptions">Whether what the method throws before it gives a task arrives as it is, or wrapped.</param>
    /// <returns>What the task gives; null if it gives nothing.</returns>
    public async Task<object?> InvokeAsync(object actor, object?[] arguments, BindingFlags exceptions, CancellationToken cancellationToken)
    {
        var task = (Task)Method.Invoke(actor, exceptions, null, TakesCancellation ? [.. arguments, cancellationToken] : arguments, null)!;
        await task;
        return _result?.GetValue(task);
    }

    public object? PackArguments(object?[] arguments) => _request?.Pack(arguments);

    public object?[] UnpackArguments(object? request) => _request?.Unpack(request) ?? [];

    public object? PackResult(object? result) => _response?.Pack([result]);

    public object? UnpackResult(object? response) => _response?.Unpack(response)[0];
}
