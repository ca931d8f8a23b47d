using Daprlet.Blocks;
using Daprlet.GrpcApi;
using Daprlet.Resiliency;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Invocation;

/// <summary>Calls of services that are not the sidecar's own: they are passed on to the app that the metadata names, whatever the service (Dapr, gRPC proxying).</summary>
internal sealed class ServiceProxy(SidecarServices services, AppInvoker self, PeerFinder finder) : IGrpcFallback
{
    private readonly AppAddress _self = new(services.Options.AppId, services.Options.NamespaceOrDefault);
    private readonly PeerIdentity _identity = new(services.Options.AppId, services.Options.NamespaceOrDefault);

    public async Task HandleAsync(HttpContext http)
    {
        using var deadline = new CancellationTokenSource(ProxiedCall.TimeoutOf(http.Request.Headers) ?? Timeout.InfiniteTimeSpan, services.Options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, http.RequestAborted);
        try
        {
            var status = await ForwardAsync(http, either.Token);
            status.Write(http.Response);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (Exception e) when (deadline.IsCancellationRequested && e is OperationCanceledException or PolicyException)
        {
            ProxyStatus.Of(StatusCode.DeadlineExceeded, "context deadline exceeded").Write(http.Response);
        }
        catch (Exception e) when (e is PolicyException or InvocationException)
        {
            ProxyStatus.Of(e is PolicyTimeoutException ? StatusCode.DeadlineExceeded : StatusCode.Unknown, e.Message).Write(http.Response);
        }
    }

    private async Task<ProxyStatus> ForwardAsync(HttpContext http, CancellationToken aborted)
    {
        if (ProxiedCall.TargetOf(http.Request.Headers) is not { } target)
            return ProxyStatus.Of(StatusCode.Unknown, "failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found");
        var callee = AppAddress.Parse(target, _self.Namespace);
        var isLocal = callee.AppId == _self.AppId;
        var policy = PolicyFor(http, isLocal);
        GrpcFrameLimit.Apply(http, services.Options.MaxBodyBytes);
        var isStream = ProxiedCall.IsStream(http);
        using var body = new ProxyBody(http.Request.BodyReader, isUnary: policy.HasRetries && !isStream);
        var call = new ProxiedCall(http, callee, isLocal, body);
        if (!isLocal && http.Response.Headers["baggage"] is { Count: > 0 } baggage)
            http.Response.Headers["baggage"] = new([.. baggage, .. baggage]); // both sidecars repeat it
        return isStream
            ? await StreamAsync(call, policy, aborted)
            : await policy.RunAsync(token => AttemptAsync(call, token), aborted, status => Judge(status, call));
    }

    /// <summary>As in Dapr: there is one for other apps, named by <c>dapr-app-id</c>.</summary>
    private Policy PolicyFor(HttpContext http, bool isLocal) =>
        !isLocal && http.Request.Headers[ProxiedCall.AppIdHeader] is [{ } target, ..] ? services.Resiliency.ForApp(target, http.Request.Path.Value!) : Policy.None;

    /// <summary>Runs the beginning of a stream under the policy, and the rest without: it may take for ever, and cannot be repeated.</summary>
    private async Task<ProxyStatus> StreamAsync(ProxiedCall call, Policy policy, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var begun = await policy.RunAsync(async token =>
        {
            await using var _ = token.Register(ending.Cancel);
            var running = AttemptAsync(call, ending.Token);
            await Task.WhenAny(running, call.Body.Begun);
            return new BegunStream(running, running.IsCompleted ? await running : null);
        }, aborted, stream => stream.End is { } status ? Judge(status, call) : AttemptOutcome.Success);
        return await begun.Running;
    }

    private static AttemptOutcome Judge(ProxyStatus status, ProxiedCall call)
    {
        if (status.Code == StatusCode.OK)
            return AttemptOutcome.Success;
        int? code = status.IsOwn && !status.IsUnreachable ? null : (int)status.Code;
        return call.Http.Response.HasStarted || call.Body.Failure is not null || !call.Body.CanBeSent ? AttemptOutcome.FailedFinally(code) : AttemptOutcome.Failed(code);
    }

    private async Task<ProxyStatus> AttemptAsync(ProxiedCall call, CancellationToken cancellationToken)
    {
        if (call.IsLocal)
            return await ToAppAsync(call, self, cancellationToken);
        return finder.InProcess(call.Callee) is { Count: > 0 } local
            ? await TryEachAsync(call, local, instance => ToAppAsync(call, instance.Invoker, cancellationToken))
            : await TryEachAsync(call, await PeersAsync(call, cancellationToken), peer =>
                GrpcForwarder.ForwardAsync(call.Http, call.Body, relay => InternalTransport.ForwardAsync(call.Request(_identity), peer, relay, cancellationToken), services.Options.MaxBodyBytes, cancellationToken));
    }

    private Task<IReadOnlyList<NameResolution.Peer>> PeersAsync(ProxiedCall call, CancellationToken cancellationToken) => finder.InOtherProcessesAsync(call.Callee, cancellationToken);

    private async Task<ProxyStatus> ToAppAsync(ProxiedCall call, AppInvoker app, CancellationToken cancellationToken) => app.GrpcApp is { } channel
        ? await GrpcForwarder.ForwardAsync(call.Http, call.Body, relay => channel.ForwardAsync(call.Request(_identity), relay, cancellationToken), services.Options.MaxBodyBytes, cancellationToken)
        : ProxyStatus.Of(StatusCode.Unavailable, "connection error: the app does not speak gRPC") with { IsUnreachable = true };

    /// <summary>Tries instances until one can be reached; the last one's answer counts in any case.</summary>
    private static async Task<ProxyStatus> TryEachAsync<T>(ProxiedCall call, IReadOnlyList<T> instances, Func<T, Task<ProxyStatus>> send)
    {
        if (instances.Count > 1)
            call.Body.KeepFirst();
        for (var next = 1; next < instances.Count; next++)
        {
            var status = await send(instances[next - 1]);
            if (!status.IsUnreachable || !call.Body.CanBeSent)
                return status;
        }
        return await send(instances[^1]);
    }

    /// <summary>A stream that has begun.</summary>
    /// <param name="End">Set where it has ended already.</param>
    private sealed record BegunStream(Task<ProxyStatus> Running, ProxyStatus? End);
}
