using System.Net.Http.Headers;
using Dapr.Actors.Communication;
using Dapr.Actors.Description;
using Dapr.Actors.Http;

namespace Dapr.Actors.Client;

/// <summary>Calls methods of one actor's interfaces.</summary>
internal sealed class RemotingClient(ActorsApi sidecar, MessageSerializer serializer, string actorType, ActorId actorId)
{
    private static readonly MediaTypeHeaderValue Binary = MediaTypeHeaderValue.Parse("application/octet-stream; charset=utf-8");

    /// <returns>What the method's task gives; null if it gives nothing.</returns>
    /// <exception cref="ActorMethodInvocationException">The method threw.</exception>
    public async Task<object?> InvokeAsync(ActorInterface target, ActorMethod method, object?[] arguments, CancellationToken cancellationToken)
    {
        var header = HeaderXml.Write(new RequestHeader
        {
            ActorId = actorId,
            ActorType = actorType,
            CallContext = Guid.NewGuid().ToString(),
            InterfaceId = target.Id,
            MethodId = method.Id,
            MethodName = method.Method.Name,
        });
        var request = method.PackArguments(arguments) is { } body ? serializer.Serialize(body) : null;

        var answer = await sidecar.SendAsync(HttpMethod.Put, actorType, actorId, ["method", method.Method.Name], request, Binary, AddHeaders, cancellationToken);
        if (answer.Header(HeaderNames.ErrorResponse) is { } error)
            throw RemoteException.Read(error, answer.Body);
        if (method.ResponseType is null)
            return null;

        return method.UnpackResult(answer.Body.Length == 0 ? null : serializer.Deserialize(answer.Body, method.ResponseType));

        void AddHeaders(HttpRequestHeaders headers)
        {
            headers.Add(HeaderNames.Request, header);
            ReentrancyContext.AddTo(headers);
        }
    }
}
