using Daprlet.Hosting;

namespace Daprlet.Invocation;

/// <summary>Calls other apps: in this process straight through the callee's sidecar, in another one through its internal port.</summary>
internal sealed class PeerInvoker(SidecarServices services)
{
    /// <summary>The namespace of a sidecar that was given none.</summary>
    private const string DefaultNamespace = "default";

    private readonly PeerIdentity _identity = new(services.Options.AppId, NamespaceOf(services.Options));
    private uint _next;

    public static string NamespaceOf(SidecarOptions options) => options.Namespace.Length > 0 ? options.Namespace : DefaultNamespace;

    /// <exception cref="InvocationException">No instance of the app can be called, or the one that was called broke off.</exception>
    public async Task<CalleeResponse> SendAsync(InvocationCall call, string appId, string @namespace)
    {
        if (!IsUtf8(call))
            throw new InvocationException("error sending message: rpc error: code = Internal desc = grpc: error while marshaling: string field contains invalid UTF-8");
        var instances = services.Options.Network?.Find(appId).Where(sidecar => sidecar.Namespace == @namespace).ToList() ?? [];
        return instances.Count > 0 ? await SendInProcessAsync(call, appId, instances) : throw new InvocationException("no host found with the given ID");
    }

    /// <summary>Tries the healthy instances in turn; the next one takes over as long as nothing of the request has been taken.</summary>
    private async Task<CalleeResponse> SendInProcessAsync(InvocationCall call, string appId, IReadOnlyList<Sidecar> instances)
    {
        var healthy = instances.Where(instance => instance.Invoker.IsHealthy).ToList();
        var candidates = healthy.Count > 0 ? healthy : instances;
        var start = (int)(Interlocked.Increment(ref _next) % (uint)candidates.Count);
        for (var attempt = 1; ; attempt++)
        {
            var request = ForwardedRequest.Of(call);
            _identity.AddTo(request, appId);
            try
            {
                var answer = await candidates[(start + attempt) % candidates.Count].Invoker.SendAsync(request, call.Method, call.Query, call.Aborted);
                return new CalleeResponse(CalleeKind.Peer, answer.Message, answer);
            }
            catch (InvocationException e) when (e.IsUnavailable && attempt < candidates.Count && request.Content is not RequestBody { IsTaken: true })
            {
            }
            catch (InvocationException e)
            {
                throw InvocationException.InvokingAppChannel(e.Message, e);
            }
        }
    }

    /// <summary>Between sidecars of Dapr every text is UTF-8.</summary>
    private static bool IsUtf8(InvocationCall call) =>
        MethodPath.IsUtf8(call.Method) && call.Request.Headers.All(header => header.Value.All(value => value is null || MethodPath.IsUtf8(value)));
}
