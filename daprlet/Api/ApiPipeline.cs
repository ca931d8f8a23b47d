using System.Security.Cryptography;
using System.Text;
using Daprlet.Observability;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Daprlet.Api;

/// <summary>
/// What every request to the API port passes through, in Dapr's order: cleaned path, trace context, token, route; what no route matches
/// goes to the fallback, which is service invocation.
/// </summary>
internal sealed class ApiPipeline(RouteTable routes, IFallback fallback, string? apiToken, long maxBodyBytes, bool tracing)
{
    private const string TokenHeader = "dapr-api-token";

    private readonly byte[]? _token = string.IsNullOrEmpty(apiToken) ? null : Encoding.UTF8.GetBytes(apiToken);

    public async Task HandleAsync(HttpContext http)
    {
        var path = ApiPath.Clean(EscapedPath(http));
        TraceContext.Begin(http, tracing);
        if (!IsHealth(path) && !HasToken(http.Request))
        {
            await PlainTextAsync(http, StatusCodes.Status401Unauthorized, "invalid api token");
            return;
        }
        if (_token is not null)
            http.Request.Headers.Remove(TokenHeader);
        if (routes.Find(http.Request.Method, path) is not { } route)
        {
            await fallback.HandleAsync(new ApiContext(http, path, new Dictionary<string, string>(), maxBodyBytes));
            return;
        }
        if (Decode(route.Parameters) is { } parameters)
            await route.Handler(new ApiContext(http, path, parameters, maxBodyBytes));
        else
            await PlainTextAsync(http, StatusCodes.Status400BadRequest, "invalid URL escape");
    }

    private static string EscapedPath(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }

    private static bool IsHealth(string path) => path is "/v1.0/healthz" or "/v1.0/healthz/outbound";

    private bool HasToken(HttpRequest request) =>
        _token is null || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString()), _token);

    private static Dictionary<string, string>? Decode(IReadOnlyList<KeyValuePair<string, string>> escaped)
    {
        var parameters = new Dictionary<string, string>(escaped.Count);
        foreach (var (name, value) in escaped)
        {
            if (!ApiPath.TryQueryUnescape(value, out var decoded))
                return null;
            parameters[name] = decoded;
        }
        return parameters;
    }

    private static Task PlainTextAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return http.Response.WriteAsync(text + "\n");
    }
}
