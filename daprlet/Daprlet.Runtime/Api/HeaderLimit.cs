using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Daprlet.Api;

/// <summary>The limit for a request's line and headers (<c>--read-buffer-size</c>).</summary>
/// <param name="bufferBytes">The flag's value in bytes.</param>
internal sealed class HeaderLimit(int bufferBytes)
{
    /// <summary>What Go's server, and so Dapr's, reads beyond the limit that it was given.</summary>
    private const int Slack = 4096;

    private const int ColonSpaceAndLineEnd = 4;

    public bool IsExceededBy(HttpRequest request)
    {
        var total = request.Method.Length + request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length;
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
                total += name.Length + (value?.Length ?? 0) + ColonSpaceAndLineEnd;
        }
        return total > bufferBytes + (long)Slack;
    }
}
