using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Errors;
using Daprlet.GrpcApi;
using Daprlet.Resiliency;

namespace Daprlet.Invocation;

/// <summary>Service invocation: calls to other apps by id, through their sidecars (Dapr HTTP API, service invocation; over gRPC see <see cref="Grpc"/> and <see cref="Proxy"/>).</summary>
internal sealed class InvocationBlock(CalleeRouter router) : IBuildingBlock, IFallback
{
    private static readonly ApiError NoAppId = new(404, "ERR_DIRECT_INVOKE", "failed getting app id either from the URL path or the header dapr-app-id");

    /// <summary>The method InvokeService.</summary>
    public required InvocationGrpcService Grpc { get; init; }

    /// <summary>Calls of the apps' own gRPC services.</summary>
    public required IGrpcFallback Proxy { get; init; }

    /// <summary>The block of one sidecar with the ways to every kind of callee.</summary>
    /// <param name="endpoints">The HTTPEndpoints that the app may call.</param>
    public static InvocationBlock Create(SidecarServices services, HttpEndpoints endpoints)
    {
        var (self, finder) = (new AppInvoker(services.App), new PeerFinder(services, services.Names));
        var router = new CalleeRouter(services, self, new PeerInvoker(services, finder), new EndpointInvoker(endpoints, services.Options.AppApiToken));
        return new InvocationBlock(router) { Grpc = new InvocationGrpcService(router, services.Options.MaxBodyBytes), Proxy = new ServiceProxy(services, self, finder) };
    }

    /// <summary>Nothing to add: an invocation is what no other route matches.</summary>
    public void Map(RouteTable routes)
    {
    }

    public Task HandleAsync(ApiContext context) =>
        InvocationTarget.Find(MethodPath.Decode(context.RawPath) ?? context.RawPath, context.Request.Headers) is { Id.Length: > 0 } target
            ? InvokeAsync(context, target)
            : context.ErrorAsync(NoAppId);

    private async Task InvokeAsync(ApiContext context, InvocationTarget target)
    {
        try
        {
            var call = InvocationCall.OfHttp(context.Http, target, context.MaxBodyBytes);
            var policy = router.PolicyFor(call);
            if (policy.HasRetries && !call.IsStreaming)
                await call.Body.ReadAsync(context.Aborted);
            using var answer = await policy.RunAsync(token => AttemptAsync(call with { Aborted = token }, context), context.Aborted, answer => Judge(answer, call), _ => JudgeException(call, context));
            if (!Judge(answer, call).IsSuccess)
                await RelayAsync(answer, call, context);
        }
        catch (OperationCanceledException) when (context.Aborted.IsCancellationRequested)
        {
            context.Http.Abort();
        }
        catch (Exception e) when (e is InvocationException or PolicyException or BodyTooLargeException or HttpRequestException or IOException)
        {
            await FailAsync(context, target.Id, e);
        }
    }

    /// <summary>Sends the call and hands a success on to the caller at once, within the attempt's time. A failure stays here: it may not be the last word.</summary>
    private async Task<CalleeResponse> AttemptAsync(InvocationCall call, ApiContext context)
    {
        var answer = await router.SendAsync(call);
        try
        {
            if (Judge(answer, call).IsSuccess)
                await RelayAsync(answer, call, context);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>Whatever an app says over gRPC is no failure, as in Dapr. A body of unknown length was sent and is gone: there is no second attempt.</summary>
    private static AttemptOutcome Judge(CalleeResponse answer, InvocationCall call)
    {
        if (answer.Http is not { } message)
            return AttemptOutcome.Success;
        var outcome = AttemptOutcome.OfHttp((int)message.StatusCode);
        return outcome.IsSuccess || !call.IsStreaming ? outcome : AttemptOutcome.FailedFinally(outcome.Code);
    }

    private static AttemptOutcome JudgeException(InvocationCall call, ApiContext context) =>
        call.IsStreaming || context.Response.HasStarted ? AttemptOutcome.FailedFinally() : AttemptOutcome.Failed();

    private static Task RelayAsync(CalleeResponse answer, InvocationCall call, ApiContext context)
    {
        if (answer.Http is not { } message)
            return GrpcAnswerRelay.SendAsync(answer.Grpc!, context);
        if (answer.Kind == CalleeKind.Peer)
            ResponseRelay.RequireUtf8(message);
        return answer.Kind switch
        {
            _ when !WantsEvents(context) => ResponseRelay.CopyAsync(message, call, context.Response),
            CalleeKind.Peer => EventRelay.FromPeerAsync(message, context.Response, call.Aborted),
            _ => EventRelay.FromAppAsync(message, call, context.Response),
        };
    }

    /// <summary>Whether the caller asks for server-sent events, by exactly that media type.</summary>
    private static bool WantsEvents(ApiContext context) =>
        context.Request.Headers.Accept is [{ } accept, ..] && accept.AsSpan().Trim().Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Once the answer has begun nothing can be said any more: the connection ends, so that the caller sees the answer as broken off.</summary>
    private static Task FailAsync(ApiContext context, string id, Exception cause)
    {
        if (!context.Response.HasStarted)
            return context.ErrorAsync(new ApiError(500, "ERR_DIRECT_INVOKE", $"failed to invoke, id: {id}, err: {(cause.InnerException is BodyTooLargeException inner ? inner : cause).Message}"));
        context.Http.Abort();
        return Task.CompletedTask;
    }
}
