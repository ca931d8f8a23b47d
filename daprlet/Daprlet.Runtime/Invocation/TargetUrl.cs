using System.Globalization;
using Daprlet.Json;

namespace Daprlet.Invocation;

/// <summary>The URL that a callee is called at.</summary>
internal static class TargetUrl
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <param name="baseUrl">Scheme, host and perhaps a path, joined to the method with one slash.</param>
    /// <param name="method">The normalised path of the method (see <see cref="MethodPath"/>).</param>
    /// <param name="query">The raw query with its question mark, a character a byte, or nothing.</param>
    /// <exception cref="InvocationException">The whole is no URL.</exception>
    public static Uri Of(string baseUrl, string method, string query)
    {
        var separator = NeedsSlash(baseUrl, method) ? "/" : "";
        var url = baseUrl + separator + MethodPath.Escape(method, () => baseUrl + separator + method + query) + Escape(query);
        return Uri.TryCreate(url, AsWritten, out var uri) && uri.Host.Length > 0 && uri.Scheme is "http" or "https"
            ? uri
            : throw new InvocationException($"parse {GoQuote.Quote(url)}: invalid URL");
    }

    /// <summary>The query as it is, but for what would end the line that it stands in.</summary>
    private static string Escape(string query) =>
        query.AsSpan().ContainsAnyExceptInRange('!', '~') ? string.Concat(query.Select(c => c is >= '!' and <= '~' ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"%{(int)c:X2}"))) : query;

    /// <summary>Between base and method, and after a base that is no more than a host.</summary>
    private static bool NeedsSlash(string baseUrl, string method) =>
        method.Length > 0 ? method[0] != '/' : baseUrl.IndexOf('/', baseUrl.IndexOf("://", StringComparison.Ordinal) + 3) < 0;
}
