using System.Buffers;
using Daprlet.Http;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Observability;

/// <summary>The baggage of a request (W3C Baggage): checked, and said again in the answer as it came.</summary>
internal static class Baggage
{
    private const string Header = "baggage";

    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> NotInValues = SearchValues.Create(" \",;\\");

    /// <summary>Sets the answer's trace headers and baggage; what is wrong with the baggage, or null.</summary>
    public static string? Begin(HttpContext http, TraceSampler sampler)
    {
        if (Echo(http) is { } problem)
            return problem;
        TraceContext.Begin(http, sampler);
        return null;
    }

    /// <summary>Sets the answer's baggage; what is wrong with the request's, or null.</summary>
    public static string? Echo(HttpContext http)
    {
        var baggage = http.Request.Headers[Header];
        if (baggage.Count > 0 && string.Join(',', baggage.AsEnumerable()) is { Length: > 0 } list)
        {
            var problems = list.Split(',').Select(Problem).OfType<string>().ToList();
            if (problems.Count > 0)
                return "invalid baggage header: " + string.Join('\n', problems);
            http.Response.Headers[Header] = list;
        }
        return null;
    }

    private static string? Problem(string member)
    {
        var parts = member.Split(';');
        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return $"invalid baggage list-member: \"{member}\"";
        var key = parts[0][..equals].Trim();
        if (!IsToken(key))
            return $"invalid key: \"{key}\"";
        var value = parts[0][(equals + 1)..].Trim();
        if (!IsValue(value))
            return $"invalid value: \"{value}\"";
        return parts.Skip(1).FirstOrDefault(property => !IsProperty(property)) is { } wrong ? $"invalid baggage list-member property: \"{wrong}\"" : null;
    }

    private static bool IsProperty(string property)
    {
        var equals = property.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? IsToken(property.Trim()) : IsToken(property[..equals].Trim()) && IsValue(property[(equals + 1)..].Trim());
    }

    private static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenCharacters);

    private static bool IsValue(string text) => !text.AsSpan().ContainsAny(NotInValues) && !text.AsSpan().ContainsAnyExceptInRange('!', '~') && UrlPath.HasValidEscapes(text);
}
