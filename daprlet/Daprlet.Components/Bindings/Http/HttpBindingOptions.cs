using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Daprlet.Http;
using Daprlet.Resources;

namespace Daprlet.Components.Bindings.Http;

/// <summary>The metadata of a <c>bindings.http</c> component.</summary>
/// <param name="ErrorIfNot2XX">Whether answers that are not 2xx count as failures, unless a request says otherwise.</param>
/// <param name="ResponseTimeout">From the request to the end of the answer; null for no limit.</param>
/// <param name="MaxResponseBytes">Where answers are cut off.</param>
/// <param name="TokenHeader">Carries <paramref name="Token"/>; null when no token is sent.</param>
/// <param name="Roots">Judges servers by the root certificates given; null for the system's rules.</param>
/// <param name="Certificate">Shown to servers that ask for one; null when there is none.</param>
internal sealed record HttpBindingOptions(
    string Url,
    bool ErrorIfNot2XX,
    TimeSpan? ResponseTimeout,
    int MaxResponseBytes,
    string? TokenHeader,
    string Token,
    RemoteCertificateValidationCallback? Roots,
    X509Certificate2? Certificate)
{
    private const string DefaultMaxResponseBodySize = "100Mi";

    /// <exception cref="ComponentException">A value is wrong.</exception>
    public static HttpBindingOptions From(ComponentContext context)
    {
        var metadata = context.Metadata;
        CheckRenegotiation(metadata.Get("MTLSRenegotiation"));
        var token = metadata.Get("securityToken");
        return new HttpBindingOptions(
            metadata.Get("url") ?? "",
            metadata.GetBool("errorIfNot2XX", otherwise: true),
            metadata.Get("responseTimeout") is null ? null : metadata.GetDuration("responseTimeout", default, TimeSpan.FromSeconds(1)),
            MaxBytes(metadata.Get("maxResponseBodySize") ?? DefaultMaxResponseBodySize),
            token is null ? null : metadata.Get("securityTokenHeader"),
            token ?? "",
            Pem(context, "MTLSRootCA") is { } root ? Read("root certificate", () => PemCertificates.TrustOnly(root)) : null,
            Pem(context, "MTLSClientCert") is { } certificate && Pem(context, "MTLSClientKey") is { } key ? Read("client certificate", () => PemCertificates.WithKey(certificate, key)) : null);
    }

    /// <summary>A Kubernetes quantity; zero and less means as much as fits into memory.</summary>
    private static int MaxBytes(string size)
    {
        if (ByteQuantity.TryParse(size, out var bytes))
            return (int)Math.Min(bytes, Array.MaxLength);
        return ByteQuantity.TryParse(size.TrimStart('-'), out _) || size.TrimStart('-') is "0" ? Array.MaxLength : throw new ComponentException($"invalid value for maxResponseBodySize: {size}");
    }

    /// <summary>TLS 1.3 has no renegotiation, and servers of today do not ask for it: the value is checked and has no further effect.</summary>
    private static void CheckRenegotiation(string? value)
    {
        if (value is not (null or "RenegotiateNever" or "RenegotiateOnceAsClient" or "RenegotiateFreelyAsClient"))
            throw new ComponentException($"invalid renegotiation value: {value}");
    }

    /// <summary>PEM that stands in the metadata itself or in a file; null when there is none.</summary>
    private static string? Pem(ComponentContext context, string name)
    {
        if (context.Metadata.Get(name) is not { } value || PemEncoding.TryFind(value, out _))
            return context.Metadata.Get(name);
        try
        {
            return File.ReadAllText(Path.Combine(context.WorkingDirectory, value));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The value may be a key that was pasted wrongly: it is not repeated, nor is the message that would.
            throw new ComponentException($"provided \"{name}\" value is neither a valid file path or nor a valid pem encoded string: {e.GetType().Name}");
        }
    }

    private static T Read<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ComponentException($"failed to load {what}: {e.Message}", e);
        }
    }
}
