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
        var nominated = HeaderRules.NominatedBy(request.Headers.Connection);
        foreach (var (name, values) in request.Headers)
        {
            if (!IsOwn(name) && !IsEmptyContentType(name, values) && !HeaderRules.IsDropped(name, nominated))
                Add(message, HeaderRules.Forwarded(name), values);
        }
        if (request.Headers["baggage"] is [{ } baggage, ..])
            Add(message, "baggage", baggage);
        AddTrace(message, request.HttpContext);
        return message;
    }

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
    private static void AddTrace(HttpRequestMessage message, HttpContext http)
    {
        var trace = TraceContext.Of(http);
        var incoming = http.Request.Headers.TraceParent is [{ Length: > 0 } parent, ..] ? parent : null;
        if (incoming is null && trace.IsOff)
            return;
        Add(message, "traceparent", incoming is null || trace.HasTrace ? trace.TraceParent : incoming);
        var state = trace.TraceState.Length > 0 ? trace.TraceState : incoming is not null && http.Request.Headers.TraceState is [{ Length: > 0 } raw, ..] ? raw : null;
        if (state is not null)
            Add(message, "tracestate", state);
    }
}
