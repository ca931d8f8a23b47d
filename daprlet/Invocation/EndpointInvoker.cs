using Daprlet.Apps;
using Daprlet.Hosting;
using Daprlet.Resources;

namespace Daprlet.Invocation;

/// <summary>Calls what is outside of Dapr: HTTPEndpoint resources by their name, and plain URLs.</summary>
internal sealed class EndpointInvoker(SidecarServices services, HttpMessageInvoker client)
{
    public static bool IsUrl(string target) => target.StartsWith("http://", StringComparison.Ordinal) || target.StartsWith("https://", StringComparison.Ordinal);

    public HttpEndpointManifest? Find(string name) => services.Resources.HttpEndpoints.FirstOrDefault(endpoint => endpoint.Name == name);

    /// <summary>Calls a plain URL. Dapr takes it for an app: it gets the app token, and its redirects go to the caller.</summary>
    public async Task<CalleeResponse> SendAsync(InvocationCall call, string url)
    {
        var request = Address(call, url);
        if (services.Options.AppApiToken is { Length: > 0 } token)
            ForwardedRequest.Set(request, AppChannel.TokenHeader, token);
        return await SendAsync(request, call, maxRedirects: 0);
    }

    public Task<CalleeResponse> SendAsync(InvocationCall call, HttpEndpointManifest endpoint) => SendAsync(Address(call, endpoint.Spec.BaseUrl), call, maxRedirects: 10);

    private static HttpRequestMessage Address(InvocationCall call, string baseUrl)
    {
        if (!InvocationVerb.CanBeSent(call.Verb))
            throw InvocationException.InvalidVerb();
        var request = ForwardedRequest.Of(call.Request, call.Verb, call.Body());
        request.RequestUri = TargetUrl.Of(baseUrl, call.Method, call.Query);
        return request;
    }

    private async Task<CalleeResponse> SendAsync(HttpRequestMessage request, InvocationCall call, int maxRedirects)
    {
        var compressed = TransparentGzip.Ask(request);
        try
        {
            var response = await client.SendAsync(request, call.Aborted);
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
