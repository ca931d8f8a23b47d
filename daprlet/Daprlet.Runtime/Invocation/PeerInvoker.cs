using Daprlet.Blocks;
using Daprlet.NameResolution;
using Daprlet.Resiliency;

namespace Daprlet.Invocation;

/// <summary>Calls other apps: in this process straight through the callee's sidecar, in another one through its internal port.</summary>
/// <param name="resolver">Finds the sidecars of other processes; null for a sidecar that knows only those of its own.</param>
internal sealed class PeerInvoker(SidecarServices services, INameResolver? resolver)
{
    /// <summary>The largest body that is kept while it is sent to another process, in case that process dies.</summary>
    private const long MaxKeptBytes = 4 * 1024 * 1024;

    private readonly PeerIdentity _identity = new(services.Options.AppId, services.Options.NamespaceOrDefault);
    private uint _turn;

    /// <exception cref="InvocationException">No instance of the app can be called, or the one that was called broke off.</exception>
    public Task<CalleeResponse> SendAsync(InvocationCall call, string appId, string @namespace)
    {
        if (!IsUtf8(call))
            throw new InvocationException("error sending message: rpc error: code = Internal desc = grpc: error while marshaling: string field contains invalid UTF-8");
        if (!InvocationVerb.CanBeSent(call.Verb))
            throw InvocationException.InvokingAppChannel(InvocationException.InvalidVerb());
        var local = services.Options.Network?.Shared<LocalSidecars>().Find(appId, @namespace) ?? [];
        return local.Count > 0 ? SendInProcessAsync(call, appId, local) : SendToProcessAsync(call, appId, @namespace);
    }

    /// <summary>Tries the healthy instances in turn; the next one takes over when one is not there.</summary>
    private async Task<CalleeResponse> SendInProcessAsync(InvocationCall call, string appId, IReadOnlyList<LocalSidecar> instances)
    {
        var healthy = instances.Where(instance => instance.Invoker.IsHealthy).ToList();
        var body = call.Body();
        foreach (var (instance, isLast) in InTurn(healthy.Count > 0 ? healthy : instances))
        {
            try
            {
                var answer = await instance.Invoker.SendForPeerAsync(Request(call, appId, body), call.Method, call.Query, call.Aborted);
                return new CalleeResponse(CalleeKind.Peer, answer.Message, answer);
            }
            catch (InvocationException e) when ((e.IsUnavailable || e.IsAppAbsent) && !isLast && body.CanBeSent)
            {
                // an instance whose app has just died: the next one is asked
            }
        }
        throw NoHost();
    }

    /// <summary>Sidecars that cannot be reached are tried again by Dapr's built-in retries, unless the resources have a word to say about the app.</summary>
    private async Task<CalleeResponse> SendToProcessAsync(InvocationCall call, string appId, string @namespace)
    {
        var body = call.Body(MaxKeptBytes);
        if (call.IsStreaming || services.Resiliency.HasApp(appId))
            return await SendToOneAsync(call, appId, @namespace, body, call.Aborted);
        var attempts = 0;
        try
        {
            return await services.Resiliency.BuiltIn(BuiltInRetries.Service).RunAsync(token =>
            {
                attempts++;
                return SendToOneAsync(call, appId, @namespace, body, token);
            }, call.Aborted, judgeException: e => e is InvocationException { IsUnavailable: true } && body.CanBeSent ? AttemptOutcome.Failed() : AttemptOutcome.FailedFinally());
        }
        catch (InvocationException e) when (e.IsUnavailable)
        {
            throw new InvocationException($"failed to invoke target {appId} after {attempts - 1} retries. Error: {e.Message}", e);
        }
    }

    /// <summary>Tries the instances in turn, until one can be reached.</summary>
    private async Task<CalleeResponse> SendToOneAsync(InvocationCall call, string appId, string @namespace, RequestBody body, CancellationToken cancellationToken)
    {
        var peers = resolver is null ? [] : await resolver.FindAsync(appId, @namespace, cancellationToken);
        foreach (var (peer, isLast) in peers.Count == 0 ? throw NoHost() : InTurn(peers))
        {
            try
            {
                var answer = await InternalTransport.SendAsync(Request(call, appId, body), peer, call.Method, call.Query, cancellationToken);
                return new CalleeResponse(CalleeKind.Peer, answer, answer);
            }
            catch (InvocationException e) when ((e.IsUnavailable || e.IsAppAbsent) && !isLast && body.CanBeSent)
            {
                // a sidecar that has just died, or whose app is not there yet: the next one is asked
            }
        }
        throw NoHost();
    }

    private HttpRequestMessage Request(InvocationCall call, string appId, RequestBody body)
    {
        var request = ForwardedRequest.Of(call.Request, call.Verb, body);
        _identity.Stamp(request, appId);
        PeerIdentity.AddHost(request);
        return request;
    }

    /// <summary>All of them, each call beginning with another one.</summary>
    private IEnumerable<(T Item, bool IsLast)> InTurn<T>(IReadOnlyList<T> items)
    {
        var start = (int)(Interlocked.Increment(ref _turn) % (uint)items.Count);
        for (var i = 0; i < items.Count; i++)
            yield return (items[(start + i) % items.Count], i == items.Count - 1);
    }

    private static InvocationException NoHost() => new("no host found with the given ID");

    /// <summary>Between sidecars of Dapr every text is UTF-8.</summary>
    private static bool IsUtf8(InvocationCall call)
    {
        if (!MethodPath.IsUtf8(call.Method))
            return false;
        foreach (var (_, values) in call.Request.Headers)
        {
            foreach (var value in values)
            {
                if (value is not null && !MethodPath.IsUtf8(value))
                    return false;
            }
        }
        return true;
    }
}
