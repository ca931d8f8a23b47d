using Daprlet.Api;
using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Observability;
using Daprlet.Resiliency;
using Grpc.Core;

namespace Daprlet.Invocation;

/// <summary>Service invocation over gRPC: the method InvokeService.</summary>
/// <param name="maxBodyBytes">The largest answer.</param>
internal sealed class InvocationGrpcService(CalleeRouter router, long maxBodyBytes)
{
    public async Task<InvokeResponse> InvokeAsync(InvokeServiceRequest request, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var call = Call(request, context);
        var reply = await ReplyAsync(call);
        foreach (var trailer in reply.Trailers)
            context.ResponseTrailers.Add(trailer);
        await context.WriteResponseHeadersAsync(reply.Headers);
        return reply.Error is null ? reply.Message : throw reply.Error;
    }

    /// <exception cref="RpcException">There is no answer to be had.</exception>
    private async Task<GrpcReply> ReplyAsync(InvocationCall call)
    {
        try
        {
            // As in Dapr every failure is tried again, whatever codes a policy lists.
            return await router.PolicyFor(call).RunAsync(token => AttemptAsync(call with { Aborted = token }), call.Aborted, reply => reply.Error is null ? AttemptOutcome.Success : AttemptOutcome.Failed());
        }
        catch (PolicyException e)
        {
            throw new RpcException(new Status(e is PolicyTimeoutException ? StatusCode.DeadlineExceeded : StatusCode.Unknown, e.Message));
        }
        catch (Exception e) when (e is InvocationException or BodyTooLargeException or HttpRequestException or IOException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"failed to invoke, id: {call.TargetId}, err: {e.Message}"));
        }
    }

    private async Task<GrpcReply> AttemptAsync(InvocationCall call)
    {
        using var answer = await router.SendAsync(call);
        return answer.Http is { } message ? await GrpcReply.OfHttpAsync(message, call, maxBodyBytes) : GrpcReply.OfGrpc(answer.Grpc!, call);
    }

    private static InvocationCall Call(InvokeServiceRequest request, ServerCallContext context)
    {
        var (http, message) = (context.GetHttpContext(), request.Message ?? new InvokeRequest());
        return new InvocationCall
        {
            TargetId = request.Id,
            Method = MethodPath.Bytes(message.Method),
            Verb = message.HttpExtension is { } extension ? InvocationVerb.Of(extension.Verb) : null,
            Query = message.HttpExtension is { Querystring.Length: > 0 } query ? "?" + MethodPath.Bytes(query.Querystring) : "",
            Headers = http.Request.Headers,
            Body = new RequestBody(message.Data?.Value.Memory ?? default),
            Trace = TraceContext.Of(http),
            IsFromGrpc = true,
            HasMessage = request.Message is not null,
            ContentType = message.ContentType,
            TypeUrl = message.Data?.TypeUrl ?? "",
            Aborted = context.CancellationToken,
        };
    }
}
