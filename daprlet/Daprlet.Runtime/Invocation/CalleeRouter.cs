using Daprlet.Blocks;
using Daprlet.Resiliency;

namespace Daprlet.Invocation;

/// <summary>Sends a call where its target is: an endpoint or URL, the caller's own app, or another app.</summary>
internal sealed class CalleeRouter(SidecarServices services, AppInvoker self, PeerInvoker peers, EndpointInvoker endpoints)
{
    private readonly string _namespace = services.Options.NamespaceOrDefault;
    private readonly PeerIdentity _identity = new(services.Options.AppId, services.Options.NamespaceOrDefault);

    /// <summary>The policy of the call's target, which is known by the name that the caller wrote. The methods of an app have a circuit breaker each, an endpoint has one.</summary>
    public Policy PolicyFor(InvocationCall call) =>
        services.Resiliency.ForApp(call.TargetId, endpoints.Find(call.TargetId) is { } endpoint ? endpoint.BaseUrl : call.Method);

    /// <exception cref="InvocationException">There is no answer to be had.</exception>
    public Task<CalleeResponse> SendAsync(InvocationCall call)
    {
        if (EndpointInvoker.IsUrl(call.TargetId))
            return endpoints.SendAsync(call, call.TargetId);
        var (id, @namespace) = call.TargetId.Split('.') switch
        {
            [var app] => (app, _namespace),
            [var app, var named] => (app, named),
            _ => throw new InvocationException($"invalid app id {call.TargetId}"),
        };
        if (endpoints.Find(id) is { } endpoint)
            return EndpointInvoker.SendAsync(call, endpoint);
        return id == services.Options.AppId && @namespace == _namespace ? SendToSelfAsync(call) : peers.SendAsync(call, id, @namespace);
    }

    private async Task<CalleeResponse> SendToSelfAsync(InvocationCall call)
    {
        var request = ForwardedRequest.Of(call.Request, call.Verb, call.Body());
        _identity.Stamp(request, services.Options.AppId);
        var answer = await self.SendAsync(request, call.Method, call.Query, call.Aborted);
        return new CalleeResponse(CalleeKind.Self, answer.Message, answer);
    }
}
