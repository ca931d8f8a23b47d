using System.Buffers.Text;
using System.Text;
using Daprlet.Http;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Invocation;

/// <summary>Whom a request means and which method, found in the first of the three places that has it.</summary>
/// <param name="Id">An app id, with or without a namespace, the name of an HTTPEndpoint, or a URL. Empty where credentials name nobody: then the path does not either.</param>
/// <param name="Method">The method's path, decoded (see <see cref="MethodPath"/>), not yet normalised.</param>
internal readonly record struct InvocationTarget(string Id, string Method)
{
    private const string AppIdHeader = "dapr-app-id";
    private const string MethodSegment = "/method/";

    /// <summary>The target of a request, or null. A target that stands in the header is taken out of it.</summary>
    /// <param name="path">The path as the caller wrote it, decoded.</param>
    public static InvocationTarget? Find(string path, IHeaderDictionary headers) => InHeader(path, headers) ?? InCredentials(path, headers) ?? InPath(path);

    private static InvocationTarget? InHeader(string path, IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(AppIdHeader, out var values) || values.Count == 0 || string.IsNullOrEmpty(values[0]))
            return null;
        headers.Remove(AppIdHeader);
        return new InvocationTarget(values[0]!, MethodPath.Clean(path).TrimStart('/'));
    }

    /// <summary>A user named <c>dapr-app-id</c>, as in <c>http://dapr-app-id:orders@localhost:3500/method</c>: the password is the app id.</summary>
    private static InvocationTarget? InCredentials(string path, IHeaderDictionary headers)
    {
        const string Basic = "Basic ";
        var authorization = headers.Authorization.Count == 0 ? "" : headers.Authorization[0] ?? "";
        if (!authorization.StartsWith(Basic, StringComparison.Ordinal) || !Base64.IsValid(authorization.AsSpan(Basic.Length)))
            return null;
        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(authorization[Basic.Length..])).Split(':');
        return parts.Length == 2 && parts[0].Equals(AppIdHeader, StringComparison.OrdinalIgnoreCase)
            ? new InvocationTarget(parts[1], MethodPath.Clean(path).TrimStart('/'))
            : null;
    }

    private static InvocationTarget? InPath(string path)
    {
        var start = EndOfPrefix(path, "v1.0", "invoke");
        var end = start < 0 ? -1 : path.IndexOf(MethodSegment, start, StringComparison.Ordinal);
        if (end <= start)
            return null;
        var id = MethodPath.Text(path[start..end]);
        if (UrlPath.TryQueryUnescape(id, out var unescaped) && unescaped.Length > 0)
            id = unescaped;
        return new InvocationTarget(id, MethodPath.Clean(path[(end + MethodSegment.Length)..]));
    }

    /// <summary>Where the path goes on after these segments and any number of slashes, or -1.</summary>
    private static int EndOfPrefix(string path, params ReadOnlySpan<string> segments)
    {
        var at = 0;
        foreach (var segment in segments)
        {
            var next = AfterSlashes(path, at);
            if (next == at || !path.AsSpan(next).StartsWith(segment))
                return -1;
            at = next + segment.Length;
        }
        return at < path.Length && path[at] == '/' ? AfterSlashes(path, at) : -1;
    }

    private static int AfterSlashes(string path, int at)
    {
        while (at < path.Length && path[at] == '/')
            at++;
        return at;
    }
}
