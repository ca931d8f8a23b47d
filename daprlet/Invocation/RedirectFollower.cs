using System.Net;

namespace Daprlet.Invocation;

/// <summary>Follows the redirects of an HTTPEndpoint as Dapr's HTTP client (Go, net/http) does: ten of them, without the body, and without credentials to another host.</summary>
internal static class RedirectFollower
{
    private const int MaxRedirects = 10;

    private static readonly string[] Credentials = ["Authorization", "Cookie", "Cookie2", "Proxy-Authorization", "Www-Authenticate"];

    /// <exception cref="HttpRequestException">An address cannot be reached, or there is no end to the redirects.</exception>
    public static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await client.SendAsync(request, cancellationToken);
            if (Next(request, response) is not { } next)
                return response;
            response.Dispose();
            if (redirects == MaxRedirects)
                throw new HttpRequestException($"stopped after {MaxRedirects} redirects");
            request = next;
        }
    }

    /// <summary>The request that a redirect asks for; null when the answer is none that can be followed.</summary>
    private static HttpRequestMessage? Next(HttpRequestMessage request, HttpResponseMessage response)
    {
        var toGet = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther;
        var sameVerb = response.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect && HasNoBody(request);
        if (!(toGet || sameVerb) || response.Headers.Location is not { } location)
            return null;
        var next = new HttpRequestMessage(toGet && request.Method != HttpMethod.Head ? HttpMethod.Get : request.Method, new Uri(request.RequestUri!, location)) { Content = new ByteArrayContent([]) };
        var sameHost = next.RequestUri!.Host == request.RequestUri!.Host;
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (sameHost || !Credentials.Contains(name, StringComparer.OrdinalIgnoreCase))
                next.Headers.TryAddWithoutValidation(name, values);
        }
        foreach (var (name, values) in request.Content!.Headers.NonValidated)
        {
            if (!name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || HasNoBody(request) || name.Equals("Content-Language", StringComparison.OrdinalIgnoreCase))
                next.Content.Headers.TryAddWithoutValidation(name, values);
        }
        ForwardedRequest.Set(next, "Referer", request.RequestUri!.GetLeftPart(UriPartial.Query));
        return next;
    }

    private static bool HasNoBody(HttpRequestMessage request) => request.Content is null or ByteArrayContent;
}
