using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;

namespace Daprlet.GrpcApi;

/// <summary>
/// Sends the headers of an answer as headers even where the call fails, as Go's server does; the framework would send them as trailers, where
/// clients do not look for them. Adds the trace context to them.
/// </summary>
internal sealed class AnswerHeadersInterceptor : Interceptor
{
    /// <summary>What it answers is an app's, with the app's trace context.</summary>
    private const string Invocation = "/dapr.proto.runtime.v1.Dapr/InvokeService";

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var response = default(TResponse);
        await SendAsync(context, async () => response = await continuation(request, context));
        return response!;
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var response = default(TResponse);
        await SendAsync(context, async () => response = await continuation(requestStream, context));
        return response!;
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        SendAsync(context, () => continuation(request, responseStream, context));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        SendAsync(context, () => continuation(requestStream, responseStream, context));

    private static async Task SendAsync(ServerCallContext context, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(Status.DefaultCancelled); // nobody is left to read it
        }
        finally
        {
            await SendAsync(context);
        }
    }

    /// <summary>Like Dapr, adds the trace context when the answer is known: what a stream has sent before went out without it.</summary>
    private static Task SendAsync(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        if (http.Response.HasStarted || context.CancellationToken.IsCancellationRequested)
            return Task.CompletedTask;
        if (context.Method != Invocation)
            GrpcTrace.SetAnswer(http);
        return HasHeaders(http.Response) ? context.WriteResponseHeadersAsync([]) : Task.CompletedTask;
    }

    private static bool HasHeaders(HttpResponse response) => response.Headers.Keys.Any(name => !name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase));
}
