using Daprlet.Components.Bindings;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Daprlet.Observability;
using Google.Protobuf;
using Grpc.Core;

namespace Daprlet.Bindings;

/// <summary>Output bindings over gRPC.</summary>
internal sealed class BindingsGrpcService(OutputBindings bindings)
{
    public async Task<InvokeBindingResponse> InvokeAsync(InvokeBindingRequest request, ServerCallContext context)
    {
        var answer = await bindings.InvokeAsync(request.Name, new BindingRequest(request.Operation, request.Data.Memory, Metadata(request, context)), context.CancellationToken);
        if (answer.Error is { } error)
            throw OutputBindings.Failed(request.Name, error).ToRpcException();
        var response = new InvokeBindingResponse { Metadata = { answer.Metadata.ToDictionary() } };
        if (answer.Data is { } data)
            response.Data = UnsafeByteOperations.UnsafeWrap(data);
        return response;
    }

    private static Dictionary<string, string> Metadata(InvokeBindingRequest request, ServerCallContext context)
    {
        var metadata = request.Metadata.ToDictionary();
        var trace = TraceContext.Of(context.GetHttpContext());
        if (trace.HasTrace)
            metadata["traceparent"] = trace.TraceParent;
        return metadata;
    }
}
