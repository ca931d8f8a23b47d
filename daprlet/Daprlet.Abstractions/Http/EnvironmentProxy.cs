using System.Net;

namespace Daprlet.Http;

/// <summary>
/// The proxies that <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c> and <c>NO_PROXY</c> name, in capitals or not, as Go's clients take them (golang.org/x/net/http/httpproxy):
/// <c>localhost</c> and addresses of this machine are never asked for through a proxy.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy
{
    private const string ForHttp = "HTTP_PROXY";
    private const string ForHttps = "HTTPS_PROXY";

    private static readonly string[] Names = [ForHttp, ForHttps];

    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly ProxyExceptions _exceptions;

    /// <param name="variable">The value of an environment variable; null where it is not set.</param>
    public EnvironmentProxy(Func<string, string?> variable)
    {
        _http = Read(variable, ForHttp).Proxy;
        _https = Read(variable, ForHttps).Proxy;
        _exceptions = ProxyExceptions.Parse(Text(variable, "NO_PROXY") ?? "");
        Credentials = new ProxyCredentials();
    }

    /// <summary>What the environment of this process says.</summary>
    public static EnvironmentProxy Ours { get; } = new(Environment.GetEnvironmentVariable);

    public ICredentials? Credentials { get; set; }

    /// <summary>What is wrong with the proxies that an environment names, in one line without the value, which may hold a password; null for nothing.</summary>
    public static string? FindProblem(Func<string, string?> variable) =>
        Names.Where(name => Read(variable, name).IsWrong)
            .Select(name => $"the environment variable {name} is not the address of a proxy, such as http://proxy.example:3128 (http, https or socks5)").FirstOrDefault();

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : For(destination);

    public bool IsBypassed(Uri host) => For(host) is null || _exceptions.Contain(host);

    private Uri? For(Uri destination) => destination.Scheme switch
    {
        "http" => _http,
        "https" => _https,
        _ => null,
    };

    private static (Uri? Proxy, bool IsWrong) Read(Func<string, string?> variable, string name)
    {
        if (Text(variable, name) is not { } text)
            return (null, false);
        var address = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (address.StartsWith("socks5h://", StringComparison.OrdinalIgnoreCase))
            address = "socks5" + address["socks5h".Length..];
        return Uri.TryCreate(address, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5" && proxy.Host.Length > 0 && HostName.IsValid(proxy.Host)
            ? (proxy, false)
            : (null, true);
    }

    private static string? Text(Func<string, string?> variable, string name) =>
        new[] { name, name.ToLowerInvariant() }.Select(variable).FirstOrDefault(text => !string.IsNullOrEmpty(text));

    /// <summary>The user and password that stand in a proxy's address.</summary>
    private sealed class ProxyCredentials : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType) => uri.UserInfo.Split(':', 2) switch
        {
            [""] => null,
            [var user] => new NetworkCredential(Uri.UnescapeDataString(user), ""),
            [var user, var password] => new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password)),
            _ => null,
        };
    }
}
