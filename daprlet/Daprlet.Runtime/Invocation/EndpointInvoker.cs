using Daprlet.Apps;
using Daprlet.Http;

namespace Daprlet.Invocation;

/// <summary>Calls what is outside of Dapr: HTTPEndpoint resources by their name, and plain URLs.</summary>
/// <param name="appToken">APP_API_TOKEN; null or empty for none.</param>
internal sealed class EndpointInvoker(HttpEndpoints endpoints, string? appToken)
{
    public static bool IsUrl(string target) => target.StartsWith("http://", StringComparison.Ordinal) || target.StartsWith("https://", StringComparison.Ordinal);

    public HttpEndpoint? Find(string name) => endpoints.Find(name);

    /// <summary>Calls a plain URL. Dapr takes it for an app: it gets the app token, and its redirects go to the caller.</summary>
    public Task<CalleeResponse> SendAsync(InvocationCall call, string url)
    {
        var request = Address(call, url);
        if (appToken is { Length: > 0 } token)
            ForwardedRequest.Set(request, AppChannel.TokenHeader, HeaderText.ToWire(token));
        return SendAsync(request, () => OutboundClient.Shared.SendAsync(request, call.Aborted));
    }

    /// <summary>Calls an HTTPEndpoint, with its headers; its redirects are followed.</summary>
    public static Task<CalleeResponse> SendAsync(InvocationCall call, HttpEndpoint endpoint)
    {
        var request = Address(call, endpoint.BaseUrl);
        foreach (var (name, value) in endpoint.Headers)
            ForwardedRequest.Set(request, name, HeaderText.ToWire(value));
        return SendAsync(request, () => RedirectFollower.SendAsync(endpoint.Client, request, call.Aborted));
    }

    private static HttpRequestMessage Address(InvocationCall call, string baseUrl)
    {
        if (call.Verb is null || !InvocationVerb.CanBeSent(call.Verb))
            throw call.Verb is null ? InvocationException.MissingVerb() : InvocationException.InvalidVerb();
        var request = ForwardedRequest.Of(call);
        PeerIdentity.Remove(request);
        request.RequestUri = TargetUrl.Of(baseUrl, call.Method, call.Query);
        return request;
    }

    private static async Task<CalleeResponse> SendAsync(HttpRequestMessage request, Func<Task<HttpResponseMessage>> send)
    {
        var compressed = TransparentGzip.Ask(request);
        try
        {
            var response = await send();
            if (compressed)
                TransparentGzip.Undo(response);
            return new CalleeResponse(CalleeKind.Endpoint, response, response);
        }
        catch (HttpRequestException e)
        {
            throw new InvocationException($"{request.Method} \"{request.RequestUri}\": {e.Message}", e);
        }
    }
}
