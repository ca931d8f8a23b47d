using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Errors;
using Daprlet.Resiliency;

namespace Daprlet.Invocation;

/// <summary>Service invocation: calls to other apps by id, through their sidecars (Dapr HTTP API, service invocation).</summary>
internal sealed class InvocationBlock(CalleeRouter router) : IBuildingBlock, IFallback
{
    private static readonly ApiError NoAppId = new(404, "ERR_DIRECT_INVOKE", "failed getting app id either from the URL path or the header dapr-app-id");

    /// <summary>The block of one sidecar with the ways to every kind of callee.</summary>
    /// <param name="endpoints">The HTTPEndpoints that the app may call.</param>
    public static InvocationBlock Create(SidecarServices services, IReadOnlyList<HttpEndpoint> endpoints) =>
        new(new CalleeRouter(services, new AppInvoker(services.App), new PeerInvoker(services, services.Names), new EndpointInvoker(endpoints, services.Options.AppApiToken)));

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
            var call = new InvocationCall(context, target.Id, target.Method);
            var policy = router.PolicyFor(call);
            if (policy.HasRetries)
                call = await call.WithBodyReadAsync();
            using var answer = await policy.RunAsync(token => AttemptAsync(call with { Aborted = token }), context.Aborted, answer => Judge(answer, call), _ => JudgeException(call));
            if (!Judge(answer, call).IsSuccess)
                await RelayAsync(answer, call);
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
    private async Task<CalleeResponse> AttemptAsync(InvocationCall call)
    {
        var answer = await router.SendAsync(call with { Method = MethodPath.Normalize(call.Method) });
        try
        {
            if (Judge(answer, call).IsSuccess)
                await RelayAsync(answer, call);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>A body of unknown length was sent and is gone: there is no second attempt.</summary>
    private static AttemptOutcome Judge(CalleeResponse answer, InvocationCall call)
    {
        var outcome = AttemptOutcome.OfHttp((int)answer.Message.StatusCode);
        return outcome.IsSuccess || !call.IsStreaming ? outcome : AttemptOutcome.FailedFinally(outcome.Code);
    }

    private static AttemptOutcome JudgeException(InvocationCall call) => call.IsStreaming || call.Response.HasStarted ? AttemptOutcome.FailedFinally() : AttemptOutcome.Failed();

    private static Task RelayAsync(CalleeResponse answer, InvocationCall call)
    {
        if (answer.Kind == CalleeKind.Peer)
            ResponseRelay.RequireUtf8(answer.Message);
        return answer.Kind switch
        {
            _ when !call.WantsEvents => ResponseRelay.CopyAsync(answer.Message, call),
            CalleeKind.Peer => EventRelay.FromPeerAsync(answer.Message, call),
            _ => EventRelay.FromAppAsync(answer.Message, call),
        };
    }

    /// <summary>Once the answer has begun nothing can be said any more: the connection ends, so that the caller sees the answer as broken off.</summary>
    private static Task FailAsync(ApiContext context, string id, Exception cause)
    {
        if (!context.Response.HasStarted)
            return context.ErrorAsync(new ApiError(500, "ERR_DIRECT_INVOKE", $"failed to invoke, id: {id}, err: {(cause.InnerException is BodyTooLargeException inner ? inner : cause).Message}"));
        context.Http.Abort();
        return Task.CompletedTask;
    }
}
