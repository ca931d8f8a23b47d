using System.Reflection;
using System.Text.Json;
using Dapr.Actors.Description;

namespace Dapr.Actors.Runtime;

/// <summary>Calls the methods that are named in the path of a request; argument and result are plain JSON.</summary>
internal sealed class JsonDispatcher
{
    private readonly JsonSerializerOptions _options;
    private readonly Dictionary<string, ActorMethod> _methods;

    /// <exception cref="ArgumentException">Two interfaces have a method of the same name.</exception>
    public JsonDispatcher(IEnumerable<ActorInterface> interfaces, JsonSerializerOptions options)
    {
        _options = options;
        _methods = interfaces.SelectMany(type => type.Methods).ToDictionary(method => method.Method.Name, StringComparer.Ordinal);
    }

    /// <exception cref="MissingMethodException">The actor has no such method.</exception>
    public ActorMethod Find(string name) =>
        _methods.GetValueOrDefault(name) ?? throw new MissingMethodException($"Actor type doesn't contain method {name}");

    /// <exception cref="ArgumentException">The method takes several arguments.</exception>
    /// <exception cref="JsonException">The body is not the JSON of the argument.</exception>
    public async Task<object?> InvokeAsync(Actor actor, ActorMethod method, Stream body, CancellationToken cancellationToken)
    {
        object?[] arguments = method.ArgumentTypes switch
        {
            [] => [],
            [var type] => [await JsonSerializer.DeserializeAsync(body, type, _options, cancellationToken)],
            _ => throw new ArgumentException($"Method {method.Method.DeclaringType!.Name}.{method.Method.Name} has more than one parameter and can't be invoked through http"),
        };
        return await method.InvokeAsync(actor, arguments, BindingFlags.Default, cancellationToken);
    }

    /// <summary>Writes what a call gave; nothing if the method gives nothing.</summary>
    public Task WriteAsync(ActorMethod method, object? result, Stream body, CancellationToken cancellationToken) =>
        method.ResultType is { } type ? JsonSerializer.SerializeAsync(body, result, type, _options, cancellationToken) : Task.CompletedTask;
}
