using System.Diagnostics.CodeAnalysis;

namespace Dapr.Client;

/// <summary>
/// Turns requests to <c>http://{app id}/{path}</c> into Dapr service invocations of the sidecar. The token of the sidecar is added
/// and, with the address, taken off again afterwards, so that a request can be looked at, or sent again, as it was.
/// </summary>
public class InvocationHandler : DelegatingHandler
{
    private Uri _endpoint = new(DaprDefaults.GetDefaultHttpEndpoint(), UriKind.Absolute);

    /// <summary>The address of the sidecar.</summary>
    /// <exception cref="ArgumentException">The address is not an http or https URI.</exception>
    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "A setter's parameter is named value.")]
    public string DaprEndpoint
    {
        get => _endpoint.OriginalString;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            var endpoint = new Uri(value, UriKind.Absolute);
            if (!IsHttp(endpoint))
                throw new ArgumentException("The URI scheme of the Dapr endpoint must be http or https.", nameof(value));

            _endpoint = endpoint;
        }
    }

    /// <summary>An app id with capital letters, which the host name of a URI cannot carry.</summary>
    public string? DefaultAppId { get; set; }

    internal string? DaprApiToken { get; set; } = DaprDefaults.GetDefaultDaprApiToken(null);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var original = request.RequestUri;
        if (original is not { IsAbsoluteUri: true } || !IsHttp(original))
            throw new ArgumentException($"The request URI '{original}' is not a valid Dapr service invocation destination.", nameof(request));

        try
        {
            ApiToken.AddTo(request.Headers, DaprApiToken);
            request.RequestUri = ToInvocation(original);
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            request.RequestUri = original;
            request.Headers.Remove(ApiToken.Header);
        }
    }

    private static bool IsHttp(Uri uri) => uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps;

    private Uri ToInvocation(Uri uri)
    {
        var appId = string.Equals(uri.Host, DefaultAppId, StringComparison.OrdinalIgnoreCase) ? DefaultAppId : uri.Host;
        var builder = new UriBuilder(uri)
        {
            Scheme = _endpoint.Scheme,
            Host = _endpoint.Host,
            Port = _endpoint.Port,
            Path = $"/v1.0/invoke/{appId}/method{uri.AbsolutePath}",
        };
        return builder.Uri;
    }
}
