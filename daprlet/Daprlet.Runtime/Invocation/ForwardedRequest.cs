using System.Net.Http.Headers;
using Daprlet.Observability;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Daprlet.Invocation;

/// <summary>The message that a callee gets for a caller's request, without its address.</summary>
internal static class ForwardedRequest
{
    public static HttpRequestMessage Of(HttpRequest request, HttpMethod verb, RequestBody body) => Of(request, verb, body.Content());

    public static HttpRequestMessage Of(HttpRequest request, HttpMethod verb, HttpContent content)
    {
        var message = new HttpRequestMessage(verb, (Uri?)null) { Content = content };
        foreach (var (name, values) in HeadersOf(request))
            Add(message, name, values);
        return message;
    }

    /// <summary>The headers that go on, those of the trace among them.</summary>
    public static HeaderDictionary HeadersOf(HttpRequest request)
    {
        var headers = new HeaderDictionary(request.Headers.Count + 2);
        var nominated = HeaderRules.NominatedBy(request.Headers.Connection);
        foreach (var (name, values) in request.Headers)
        {
            if (IsForwarded(name, nominated) && !IsEmptyContentType(name, values))
                headers.Append(HeaderRules.Forwarded(name), values);
        }
        if (request.Headers["baggage"] is [{ } baggage, ..])
            headers["baggage"] = baggage;
        AddTrace(headers, request.HttpContext);
        return headers;
    }

    /// <summary>Whether a header goes on as it is: the sidecar neither writes it itself nor keeps it for itself.</summary>
    /// <param name="nominated">See <see cref="HeaderRules.IsDropped"/>.</param>
    public static bool IsForwarded(string name, params IReadOnlyCollection<string> nominated) => !IsOwn(name) && !HeaderRules.IsDropped(name, nominated);

    /// <summary>Sets a header, in place of what the caller sent under that name.</summary>
    public static void Set(HttpRequestMessage message, string name, string value)
    {
        HttpHeaders headers = IsContentHeader(name) ? message.Content!.Headers : message.Headers;
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>Whether .NET keeps the header with the content.</summary>
    private static bool IsContentHeader(string name) =>
        name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) || name.ToLowerInvariant() is "allow" or "expires" or "last-modified";

    public static void Add(HttpRequestMessage message, string name, StringValues values)
    {
        if (values.Count == 1)
            AddOne(message, name, values[0]);
        else if (name.Equals("cookie", StringComparison.OrdinalIgnoreCase))
            AddCookies(message, values);
        else
            AddMany(message, name, values);
    }

    private static void AddOne(HttpRequestMessage message, string name, string? value)
    {
        if (!message.Headers.TryAddWithoutValidation(name, value))
            message.Content!.Headers.TryAddWithoutValidation(name, value);
    }

    private static void AddMany(HttpRequestMessage message, string name, StringValues values)
    {
        if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            message.Content!.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
    }

    /// <summary>Lines of cookies stay apart: one among the headers of the request, one among those of the content.</summary>
    private static void AddCookies(HttpRequestMessage message, StringValues values)
    {
        message.Headers.TryAddWithoutValidation("cookie", values[0]);
        message.Content!.Headers.TryAddWithoutValidation("cookie", string.Join("; ", values.Skip(1)));
    }

    /// <summary>What the sidecar writes itself, or by rules of its own.</summary>
    private static bool IsOwn(string name) => name.Length switch
    {
        4 => name.Equals("host", StringComparison.OrdinalIgnoreCase),
        7 => name.Equals("baggage", StringComparison.OrdinalIgnoreCase),
        10 => name.Equals("tracestate", StringComparison.OrdinalIgnoreCase),
        11 => name.Equals("traceparent", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>A content type without a value is none.</summary>
    private static bool IsEmptyContentType(string name, StringValues values) =>
        name.Length == 12 && name.Equals("content-type", StringComparison.OrdinalIgnoreCase) && StringValues.IsNullOrEmpty(values);

    /// <summary>What came goes on, even where it makes no sense; where the sidecar has a trace, its own span takes the place.</summary>
    private static void AddTrace(HeaderDictionary headers, HttpContext http)
    {
        var trace = TraceContext.Of(http);
        var incoming = http.Request.Headers.TraceParent is [{ Length: > 0 } parent, ..] ? parent : null;
        if (incoming is null && trace.IsOff)
            return;
        headers["traceparent"] = incoming is null || trace.HasTrace ? trace.TraceParent : incoming;
        var state = trace.TraceState.Length > 0 ? trace.TraceState : incoming is not null && http.Request.Headers.TraceState is [{ Length: > 0 } raw, ..] ? raw : null;
        if (state is not null)
            headers["tracestate"] = state;
    }
}
