using Daprlet.Blocks;
using Daprlet.Resiliency;

namespace Daprlet.Invocation;

/// <summary>Sends a call where its target is: an endpoint or URL, the caller's own app, or another app.</summary>
internal sealed class CalleeRouter(SidecarServices services, AppInvoker self, PeerInvoker peers, EndpointInvoker endpoints)
{
    private readonly AppAddress _self = new(services.Options.AppId, services.Options.NamespaceOrDefault);
    private readonly PeerIdentity _identity = new(services.Options.AppId, services.Options.NamespaceOrDefault);

    /// <summary>The policy of the call's target, which is known by the name that the caller wrote. The methods of an app have a circuit breaker each, an endpoint has one.</summary>
    public Policy PolicyFor(InvocationCall call) =>
        services.Resiliency.ForApp(call.TargetId, endpoints.Find(call.TargetId) is { } endpoint ? endpoint.BaseUrl : call.Method);

    /// <exception cref="InvocationException">There is no answer to be had.</exception>
    public Task<CalleeResponse> SendAsync(InvocationCall call)
    {
        call = call with { Method = MethodPath.Normalize(call.Method) };
        if (EndpointInvoker.IsUrl(call.TargetId))
            return endpoints.SendAsync(call, call.TargetId);
        var app = AppAddress.Parse(call.TargetId, _self.Namespace);
        if (endpoints.Find(app.AppId) is { } endpoint)
            return EndpointInvoker.SendAsync(call, endpoint);
        return app == _self ? SendToSelfAsync(call) : peers.SendAsync(call, app);
    }

    private Task<CalleeResponse> SendToSelfAsync(InvocationCall call) =>
        self.InvokeAsync(call with { Identity = new CallIdentity(_identity, _self.AppId, IsRemote: false) }, CalleeKind.Self);
}
