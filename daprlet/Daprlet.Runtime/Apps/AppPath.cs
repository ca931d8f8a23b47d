using Daprlet.Http;

namespace Daprlet.Apps;

/// <summary>Paths of the app as subscriptions and bindings name them.</summary>
internal static class AppPath
{
    /// <summary>The path to call: with a leading slash, without a trailing one, slashes and dots cleaned, the query as it was.</summary>
    /// <param name="path">Perhaps with a query; the leading slash may be missing.</param>
    public static string Clean(string path)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var plain = query < 0 ? path : path[..query];
        return UrlPath.Clean("/" + plain) + (query < 0 ? "" : path[query..]);
    }
}
