using System.Net;

namespace Daprlet.Http;

/// <summary>Follows redirects as Dapr's HTTP client (Go, net/http) does: ten of them, with the body where the verb stays and it can be sent again, and without credentials to another host.</summary>
internal static class RedirectFollower
{
    private const int MaxRedirects = 10;

    private static readonly string[] Credentials = ["Authorization", "Cookie", "Cookie2", "Proxy-Authorization", "Www-Authenticate"];

    /// <param name="request">Its body is sent again only if it is a <see cref="ByteArrayContent"/>.</param>
    /// <param name="credential">A further header that no other host may see; null for none.</param>
    /// <exception cref="HttpRequestException">An address cannot be reached, or there is no end to the redirects.</exception>
    public static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client, HttpRequestMessage request, CancellationToken cancellationToken, string? credential = null)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await client.SendAsync(request, cancellationToken);
            if (Next(request, response, credential) is not { } next)
                return response;
            response.Dispose();
            if (redirects == MaxRedirects)
                throw new HttpRequestException($"stopped after {MaxRedirects} redirects");
            if (next.RequestUri!.Scheme is not ("http" or "https"))
                throw new HttpRequestException($"unsupported protocol scheme \"{next.RequestUri.Scheme}\"");
            request = next;
        }
    }

    /// <summary>The request that a redirect asks for; null when the answer is none that can be followed.</summary>
    private static HttpRequestMessage? Next(HttpRequestMessage request, HttpResponseMessage response, string? credential)
    {
        var toGet = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther;
        var sameVerb = response.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect && request.Content is null or ByteArrayContent;
        if (!(toGet || sameVerb) || response.Headers.Location is not { } location)
            return null;
        var next = new HttpRequestMessage(toGet && request.Method != HttpMethod.Head ? HttpMethod.Get : request.Method, new Uri(request.RequestUri!, location))
        {
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
            Content = toGet ? WithoutBody(request.Content) : request.Content,
        };
        var sameHost = next.RequestUri!.Host == request.RequestUri!.Host;
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (sameHost || !IsCredential(name, credential))
                next.Headers.TryAddWithoutValidation(name, values);
        }
        next.Headers.Remove("Referer");
        next.Headers.TryAddWithoutValidation("Referer", $"{request.RequestUri.Scheme}://{request.RequestUri.Authority}{request.RequestUri.PathAndQuery}");
        return next;
    }

    private static bool IsCredential(string name, string? further) =>
        Credentials.Contains(name, StringComparer.OrdinalIgnoreCase) || name.Equals(further, StringComparison.OrdinalIgnoreCase);

    /// <summary>What the request says of its body goes with the body, but for the language.</summary>
    private static ByteArrayContent WithoutBody(HttpContent? content)
    {
        var empty = new ByteArrayContent([]);
        foreach (var (name, values) in content?.Headers.NonValidated ?? default)
        {
            if (!name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || IsEmpty(content!) || name.Equals("Content-Language", StringComparison.OrdinalIgnoreCase))
                empty.Headers.TryAddWithoutValidation(name, values);
        }
        return empty;
    }

    private static bool IsEmpty(HttpContent content) => content is ByteArrayContent && content.Headers.ContentLength is 0;
}
