using Daprlet.Actors.State;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Daprlet.Http;
using Daprlet.Invocation;
using Daprlet.Json;
using Daprlet.Observability;
using Daprlet.State;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Actors.Hosting;

/// <summary>The actor API over gRPC, without reminders and timers. Values of the state are bytes, whatever their type.</summary>
internal sealed class ActorGrpcService(ActorInvocation invocation, ActorState state)
{
    public async Task<InvokeActorResponse> InvokeAsync(InvokeActorRequest request, ServerCallContext context)
    {
        var (actor, method) = (new ActorAddress(request.ActorType, request.ActorId), MethodPath.Bytes(request.Method));
        invocation.Check(actor, method).ThrowPlain();
        var call = new ActorCall(actor, MethodPath.Normalize(method), Headers(request), request.Data.Memory) { Trace = TraceContext.Of(context.GetHttpContext()) };
        var answer = (await invocation.InvokeAsync(call, context.CancellationToken)).OrThrowPlain();
        return new InvokeActorResponse { Data = UnsafeByteOperations.UnsafeWrap(answer.Body) };
    }

    public async Task<GetActorStateResponse> GetStateAsync(GetActorStateRequest request, ServerCallContext context)
    {
        var entry = (await state.GetAsync(new ActorAddress(request.ActorType, request.ActorId), request.Key, context.CancellationToken)).OrThrowPlain();
        var response = new GetActorStateResponse();
        if (entry is not null)
            response.Data = UnsafeByteOperations.UnsafeWrap(entry.Value);
        if (entry?.Expires is { } expires)
            response.Metadata[StateBulkWriter.ExpiryName] = Rfc3339.Seconds(expires.ToUniversalTime());
        return response;
    }

    /// <summary>An unknown operation is refused before the actor is looked for, and is the one error of actors with details.</summary>
    public async Task<Empty> TransactAsync(ExecuteActorStateTransactionRequest request, ServerCallContext context)
    {
        state.Check(request.ActorType).ThrowPlain();
        if (request.Operations.FirstOrDefault(operation => operation.OperationType is not ("upsert" or "delete")) is { } unknown)
            throw StateErrors.UnknownOperation(unknown.OperationType).ToRpcException();
        (await state.TransactAsync(new ActorAddress(request.ActorType, request.ActorId), [.. request.Operations.Select(ToOperation)], context.CancellationToken)).ThrowPlain();
        return new Empty();
    }

    /// <summary>The metadata of the request; that of the call stays with the sidecar.</summary>
    private static HeaderDictionary Headers(InvokeActorRequest request)
    {
        var headers = new HeaderDictionary(request.Metadata.Count);
        foreach (var (name, value) in request.Metadata)
        {
            if (ForwardedRequest.IsForwarded(name) && HeaderText.IsSendable(value))
                headers[name] = HeaderText.ToWire(value);
        }
        return headers;
    }

    private static ActorStateOperation ToOperation(TransactionalActorStateOperation operation) => new()
    {
        Word = operation.OperationType,
        HasRequest = true,
        Key = operation.Key,
        Value = operation.Value?.Value.Memory ?? default,
        IsBinary = true,
        Metadata = operation.Metadata.Count > 0 ? operation.Metadata : null,
    };
}
