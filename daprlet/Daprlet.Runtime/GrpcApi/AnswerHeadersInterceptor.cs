using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;

namespace Daprlet.GrpcApi;

/// <summary>
/// Adds the trace context to the headers of an answer. Sends them as headers even where the call fails, as Go's server does; the framework would send them
/// as trailers, where clients do not look for them. Where there is a message to follow, they go out with it.
/// </summary>
internal sealed class AnswerHeadersInterceptor : Interceptor
{
    /// <summary>What it answers is an app's, with the app's trace context.</summary>
    private const string Invocation = "/dapr.proto.runtime.v1.Dapr/InvokeService";

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            var response = await continuation(request, context);
            AddTrace(context);
            return response;
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw Left();
        }
        catch
        {
            await SendAsync(context);
            throw;
        }
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
            throw Left();
        }
        finally
        {
            await SendAsync(context);
        }
    }

    /// <summary>Nobody is left to read the answer.</summary>
    private static RpcException Left() => new(Status.DefaultCancelled);

    /// <summary>Like Dapr, adds the trace context when the answer is known: what a stream has sent before went out without it.</summary>
    private static Task SendAsync(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        if (http.Response.HasStarted || context.CancellationToken.IsCancellationRequested)
            return Task.CompletedTask;
        AddTrace(context);
        return HasHeaders(http.Response) ? context.WriteResponseHeadersAsync([]) : Task.CompletedTask;
    }

    private static void AddTrace(ServerCallContext context)
    {
        if (context.Method != Invocation)
            GrpcTrace.SetAnswer(context.GetHttpContext());
    }

    private static bool HasHeaders(HttpResponse response) => response.Headers.Keys.Any(name => !name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase));
}
