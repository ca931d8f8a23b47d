namespace Daprlet.Api;

/// <summary>The target of a request line.</summary>
internal static class RequestTarget
{
    /// <summary>The target of a request that means the server as such (RFC 9112, asterisk-form).</summary>
    public const string WholeServer = "*";

    /// <summary>The path as it was written, without the query, and without scheme and host where a client writes those.</summary>
    public static string PathOf(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        if (path.StartsWith('/'))
            return path;
        var host = path.IndexOf("://", StringComparison.Ordinal);
        var start = host < 0 ? -1 : path.IndexOf('/', host + 3);
        return start < 0 ? "/" : path[start..];
    }
}
