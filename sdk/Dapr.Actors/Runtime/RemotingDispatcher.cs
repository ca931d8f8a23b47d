using System.Reflection;
using Dapr.Actors.Communication;
using Dapr.Actors.Description;

namespace Dapr.Actors.Runtime;

/// <summary>Calls the methods that strongly typed calls name.</summary>
internal sealed class RemotingDispatcher
{
    private readonly MessageSerializer _serializer;
    private readonly Dictionary<int, Dictionary<int, ActorMethod>> _interfaces;

    public RemotingDispatcher(IEnumerable<ActorInterface> interfaces, MessageSerializer serializer)
    {
        _serializer = serializer;
        _interfaces = interfaces.ToDictionary(type => type.Id, type => type.Methods.ToDictionary(method => method.Id));
    }

    /// <summary>Reads a call.</summary>
    /// <returns>What carries it out, and gives the answer's body.</returns>
    /// <exception cref="KeyNotFoundException">The actor has no such interface.</exception>
    /// <exception cref="MissingMethodException">The interface has no such method.</exception>
    /// <exception cref="System.Runtime.Serialization.SerializationException">The message is not what the method takes.</exception>
    public Func<Actor, CancellationToken, Task<byte[]>> Read(string headerXml, byte[] message)
    {
        var method = Find(HeaderXml.Read<RequestHeader>(headerXml));
        var request = message.Length == 0 || method.RequestType is null ? null : _serializer.Deserialize(message, method.RequestType);
        var arguments = method.UnpackArguments(request);
        return async (actor, cancellationToken) =>
        {
            var result = await method.InvokeAsync(actor, arguments, BindingFlags.DoNotWrapExceptions, cancellationToken);
            return method.PackResult(result) is { } response ? _serializer.Serialize(response) : [];
        };
    }

    private ActorMethod Find(RequestHeader header)
    {
        if (!_interfaces.TryGetValue(header.InterfaceId, out var methods))
            throw new KeyNotFoundException($"No MethodDispatcher is found for interface id '{header.InterfaceId}'");

        return methods.GetValueOrDefault(header.MethodId) ?? throw new MissingMethodException($"Interface id '{header.InterfaceId}' has no method id '{header.MethodId}'.");
    }
}
