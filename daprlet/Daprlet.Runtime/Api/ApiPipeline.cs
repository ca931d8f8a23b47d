using Daprlet.Http;
using Daprlet.Observability;
using Daprlet.Sidecars;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Daprlet.Api;

/// <summary>
/// What every request to the API port passes through, in Dapr's order: trace context, origins, token, cleaned path, route; what no route matches
/// goes to the fallback, which is service invocation.
/// </summary>
/// <param name="limits">The limits and tokens that count on this port.</param>
internal sealed class ApiPipeline(RouteTable routes, IFallback fallback, SidecarOptions limits, TraceSampler sampler)
{
    private static readonly IReadOnlyDictionary<string, string> NoParameters = new Dictionary<string, string>();

    private readonly ApiToken _token = new(limits.DaprApiToken);
    private readonly Cors? _cors = Cors.From(limits.AllowedOrigins);
    private readonly HeaderLimit _headerLimit = new(limits.ReadBufferBytes);

    public Task HandleAsync(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var rawPath = RequestTarget.PathOf(target);
        if (!UrlPath.HasValidEscapes(rawPath))
            return PlainText.MalformedAsync(http, StatusCodes.Status400BadRequest, "400 Bad Request");
        if (_headerLimit.IsExceededBy(http.Request))
            return PlainText.MalformedAsync(http, StatusCodes.Status431RequestHeaderFieldsTooLarge, "431 Request Header Fields Too Large");
        if (target == RequestTarget.WholeServer && http.Request.Method == "OPTIONS")
            return AnswerForServer(http);
        if (sampler.IsOff)
            TraceContext.Ignore(http);
        else if (!IsHealthPath(rawPath) && Baggage.Begin(http, sampler) is { } problem)
            return PlainText.ErrorAsync(http, StatusCodes.Status400BadRequest, problem);
        if (_cors is not null && _cors.Answer(http))
            return Task.CompletedTask;
        var path = UrlPath.Clean(rawPath);
        if (!IsAllowed(http.Request, path))
            return PlainText.ErrorAsync(http, StatusCodes.Status401Unauthorized, "invalid api token");
        return RouteAsync(http, rawPath, path);
    }

    /// <summary>What Go's server answers by itself: that it is there.</summary>
    private static Task AnswerForServer(HttpContext http)
    {
        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private Task RouteAsync(HttpContext http, string rawPath, string path)
    {
        if (routes.Find(http.Request.Method, path) is not { } route)
            return fallback.HandleAsync(new ApiContext(http, rawPath, path, NoParameters, limits.MaxBodyBytes));
        return Decode(route.Parameters) is { } parameters
            ? route.Handler(new ApiContext(http, rawPath, path, parameters, limits.MaxBodyBytes))
            : PlainText.ErrorAsync(http, StatusCodes.Status400BadRequest, "invalid URL escape");
    }

    /// <summary>Paths that Dapr keeps out of traces, wherever they lead.</summary>
    private static bool IsHealthPath(string rawPath) => rawPath.Contains("healthz", StringComparison.Ordinal) && (Uri.UnescapeDataString(rawPath)).Contains("/healthz", StringComparison.Ordinal);

    /// <summary>Whether the caller has the token, or needs none; a token is taken out of the request, so that it goes nowhere else.</summary>
    private bool IsAllowed(HttpRequest request, string path)
    {
        if (!_token.IsDemanded)
            return true;
        var given = request.Headers[ApiToken.Header].ToString();
        request.Headers.Remove(ApiToken.Header);
        return _token.Matches(given) || (request.Method == "GET" && path is "/v1.0/healthz" or "/v1.0/healthz/outbound");
    }

    private static Dictionary<string, string>? Decode(IReadOnlyList<KeyValuePair<string, string>> escaped)
    {
        var parameters = new Dictionary<string, string>(escaped.Count);
        foreach (var (name, value) in escaped)
        {
            if (!UrlPath.TryQueryUnescape(value, out var decoded))
                return null;
            parameters[name] = decoded;
        }
        return parameters;
    }
}
