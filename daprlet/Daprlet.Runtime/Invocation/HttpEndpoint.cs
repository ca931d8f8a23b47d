using System.Security.Cryptography;
using Daprlet.Components;
using Daprlet.Http;
using Daprlet.Resources;

namespace Daprlet.Invocation;

/// <summary>An HTTPEndpoint resource, its references resolved.</summary>
/// <param name="Headers">Sent with every request, over those of the caller.</param>
/// <param name="Client">The HTTP client with the endpoint's certificates.</param>
internal sealed record HttpEndpoint(string Name, string BaseUrl, IReadOnlyList<KeyValuePair<string, string>> Headers, HttpMessageInvoker Client)
{
    /// <exception cref="ComponentException">A certificate or key cannot be read.</exception>
    public static async Task<HttpEndpoint> ResolveAsync(HttpEndpointManifest manifest, ReferenceResolver resolver, CancellationToken cancellationToken)
    {
        async Task<ComponentMetadata> ValuesAsync(IReadOnlyList<MetadataItem> items) =>
            (await resolver.ResolveAsync(new ComponentManifest { Metadata = manifest.Metadata, Auth = manifest.Auth, Spec = new() { Metadata = items } }, cancellationToken)).Values;
        var headers = await ValuesAsync(manifest.Spec.Headers);
        var client = manifest.Spec.ClientTls is { } tls ? ClientFor(manifest.Name, await ValuesAsync(tls.Items)) : OutboundClient.Shared;
        return new HttpEndpoint(manifest.Name, manifest.Spec.BaseUrl, [.. headers.Values], client);
    }

    private static HttpMessageInvoker ClientFor(string name, ComponentMetadata tls)
    {
        try
        {
            return OutboundClient.Create(
                maxHeaderKiB: 64,
                tls.Get(HttpEndpointTls.RootCaItem) is { } root ? PemCertificates.TrustOnly(root) : null,
                tls.Get(HttpEndpointTls.CertificateItem) is { } certificate ? PemCertificates.WithKey(certificate, tls.Get(HttpEndpointTls.PrivateKeyItem) ?? "") : null,
                proxy: EnvironmentProxy.Ours);
        }
        catch (Exception e) when (PemCertificates.UnusableKind(tls.Get(HttpEndpointTls.CertificateItem)) is { } kind)
        {
            throw new ComponentException($"process http endpoint {name} error: clientTLS: a key of kind {kind} cannot be used for TLS here; use RSA or ECDSA", e);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ComponentException($"process http endpoint {name} error: clientTLS: {e.Message}", e);
        }
    }
}
