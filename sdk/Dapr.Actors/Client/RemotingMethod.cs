using System.Reflection;
using Dapr.Actors.Description;

namespace Dapr.Actors.Client;

/// <summary>A method of a proxy: calls the actor and gives a task of the type that the interface says.</summary>
internal sealed class RemotingMethod
{
    private static readonly MethodInfo WithResult = typeof(RemotingMethod).GetMethod(nameof(InvokeAsync), 1, BindingFlags.Instance | BindingFlags.NonPublic, [typeof(RemotingClient), typeof(object[]), typeof(CancellationToken)])!;

    private readonly ActorInterface _target;
    private readonly ActorMethod _method;
    private readonly Func<RemotingClient, object?[], CancellationToken, Task> _invoke;

    public RemotingMethod(ActorInterface target, ActorMethod method)
    {
        _target = target;
        _method = method;
        _invoke = method.ResultType is null
            ? InvokeWithoutResultAsync
            : WithResult.MakeGenericMethod(method.ResultType).CreateDelegate<Func<RemotingClient, object?[], CancellationToken, Task>>(this);
    }

    public ActorMethod Method => _method;

    public Task InvokeAsync(RemotingClient client, object?[] arguments, CancellationToken cancellationToken) => _invoke(client, arguments, cancellationToken);

    private Task<object?> InvokeWithoutResultAsync(RemotingClient client, object?[] arguments, CancellationToken cancellationToken) =>
        client.InvokeAsync(_target, _method, arguments, cancellationToken);

    private async Task<TResult> InvokeAsync<TResult>(RemotingClient client, object?[] arguments, CancellationToken cancellationToken) =>
        (TResult)(await client.InvokeAsync(_target, _method, arguments, cancellationToken))!;
}
