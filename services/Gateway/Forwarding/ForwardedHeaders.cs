using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;

namespace DaprShop.Gateway.Forwarding;

/// <summary>Which headers pass the gateway: nothing that steers Dapr, speaks of one connection only, or claims where a request came from.</summary>
internal static class ForwardedHeaders
{
    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        // Of one connection (RFC 9110, 7.6.1).
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Authentication-Info",
        "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Expect",
        // Set by whoever sends the message on.
        "Host", "Content-Length", "Server", "Via",
        // Whose word the gateway does not take; it says itself where a request came from.
        "Forwarded", "X-Real-IP",
        // The runtime's own propagation writes these from the request's activity.
        "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context",
        // Dapr's older steering headers.
        "destination-app-id",
        // No service of the shop has cookies, and none should see those of a neighbour on the same host.
        "Cookie", "Set-Cookie",
    };

    /// <summary>Copies a request's headers to the request that is sent on.</summary>
    public static void CopyTo(this IHeaderDictionary headers, HttpRequestMessage request)
    {
        var named = NamedByConnection(headers.Connection);
        foreach (var (name, values) in headers)
        {
            if (!Passes(name, named) || !IsAllowedValue(name, values)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }
    }

    /// <summary>Copies an answer's headers to the answer that is given.</summary>
    public static void CopyTo(this HttpResponseMessage response, IHeaderDictionary headers)
    {
        var named = NamedByConnection(response.Headers.NonValidated.TryGetValues("Connection", out var connection)
            ? new StringValues([.. connection])
            : default);
        Copy(response.Headers, headers, named);
        Copy(response.Content.Headers, headers, named);
    }

    /// <summary>Whether a header of this name passes, in either direction.</summary>
    public static bool Passes(string name) =>
        !Dropped.Contains(name)
        && !name.StartsWith("dapr-", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        && !name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase)
        && !name.Contains(':', StringComparison.Ordinal);

    private static bool Passes(string name, HashSet<string> namedByConnection) => Passes(name) && !namedByConnection.Contains(name);

    // Dapr reads an app id out of Basic credentials, so no other scheme than ours passes.
    private static bool IsAllowedValue(string name, StringValues values) =>
        !name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        || (values is [{ } value] && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase));

    private static void Copy(HttpHeaders from, IHeaderDictionary to, HashSet<string> namedByConnection)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            if (Passes(name, namedByConnection)) to[name] = new StringValues([.. values]);
        }
    }

    private static HashSet<string> NamedByConnection(StringValues connection) =>
        connection.SelectMany(value => value?.Split(',', StringSplitOptions.TrimEntries) ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
