using System.Buffers;
using System.Net;
using System.Text;
using Daprlet.Http;

namespace Daprlet.Components.Bindings.Http;

/// <summary>The HTTP request that an operation of <c>bindings.http</c> asks for.</summary>
internal static class HttpBindingRequest
{
    private const string Json = "application/json; charset=utf-8";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>What may stand in a path or a query as it is; anything else is escaped.</summary>
    private static readonly SearchValues<char> UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~!$&'()*+,;=:@[]%/?");

    /// <summary>What only the connection itself may say.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase) { "Content-Length", "Host", "Trailer", "Transfer-Encoding" };

    private static readonly string[] TraceHeaders = ["traceparent", "tracestate", "baggage"];

    /// <exception cref="FormatException">The address is no URL, or a header cannot be sent.</exception>
    public static HttpRequestMessage Create(HttpBindingOptions options, BindingRequest request)
    {
        var message = new HttpRequestMessage(Method(request.Operation), Address(options.Url, request.Get("path")))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = request.Operation is "create" or "post" or "put" or "patch" ? new ByteArrayContent(request.Data.ToArray()) : null,
        };
        if (message.Content is not null)
            Set(message, "Content-Type", Json);
        Set(message, "Accept", Json);
        AddCredentials(message, options);
        foreach (var (name, value) in request.Metadata.Where(item => item.Key.Length > 0 && char.IsAsciiLetterUpper(item.Key[0])))
            Set(message, name, value);
        foreach (var name in TraceHeaders)
        {
            if (request.Get(name) is { } value)
                Set(message, name, value);
        }
        return message;
    }

    private static HttpMethod Method(string operation) => operation == "create" ? HttpMethod.Post : HttpMethod.Parse(operation.ToUpperInvariant());

    private static Uri Address(string url, string? path)
    {
        var whole = path is null ? url : url.TrimEnd('/') + "/" + path.TrimStart('/');
        if (whole.IndexOf('#', StringComparison.Ordinal) is >= 0 and var fragment)
            whole = whole[..fragment];
        if (whole.Any(char.IsControl) || !UrlPath.HasValidEscapes(whole))
            throw new FormatException("the url has a control character, or an escape that is none");
        return Uri.TryCreate(WithPath(Escape(whole)), AsWritten, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0
            ? uri
            : throw new FormatException("the url is not one of http or https");
    }

    /// <summary>The root where the address ends with the host, which an address that is taken as written must say.</summary>
    private static string WithPath(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = url.AsSpan(host).IndexOfAny('/', '?');
        return end < 0 ? url + "/" : url[host + end] == '?' ? url.Insert(host + end, "/") : url;
    }

    private static string Escape(string url)
    {
        if (url.AsSpan().IndexOfAnyExcept(UrlCharacters) < 0)
            return url;
        var escaped = new StringBuilder(url.Length * 2);
        foreach (var rune in url.EnumerateRunes())
            escaped.Append(rune.IsBmp && UrlCharacters.Contains((char)rune.Value) ? rune.ToString() : Uri.EscapeDataString(rune.ToString()));
        return escaped.ToString();
    }

    private static void AddCredentials(HttpRequestMessage message, HttpBindingOptions options)
    {
        if (message.RequestUri!.UserInfo is { Length: > 0 } user)
            Set(message, "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user))));
        if (options.TokenHeader is { } header)
            Set(message, header, options.Token);
    }

    private static void Set(HttpRequestMessage message, string name, string value)
    {
        if (Own.Contains(name))
            return;
        var wire = HeaderText.ToWire(value);
        if (!HeaderText.IsSendable(value))
            throw new FormatException($"invalid header field value for {name}");
        if (TryReplace(message.Headers, name, wire))
            return;
        if (!TryReplace((message.Content ??= new ByteArrayContent([])).Headers, name, wire))
            throw new FormatException($"invalid header field name {name}");
    }

    private static bool TryReplace(System.Net.Http.Headers.HttpHeaders headers, string name, string value)
    {
        if (!headers.TryAddWithoutValidation(name, value))
            return false;
        headers.Remove(name);
        return headers.TryAddWithoutValidation(name, value);
    }
}
