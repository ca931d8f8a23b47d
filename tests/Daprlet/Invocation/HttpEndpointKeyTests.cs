using System.Security.Cryptography;
using Daprlet.Components;
using Daprlet.Sidecars;
using Daprlet.Testing;

namespace DaprShop.Tests.Daprlet.Invocation;

/// <summary>HTTPEndpoints whose certificate .NET cannot show.</summary>
public sealed class HttpEndpointKeyTests : IDisposable
{
    /// <summary>Of nobody; its key is made up below.</summary>
    private const string Certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBLjCB4aADAgECAhReL+3SuUYgQuhaOliwPog4sMDSrjAFBgMrZXAwDDEKMAgG
        A1UEAwwBdDAgFw0yNjEyMDEwMTIwNDhaGA8yMTI2MTEwNzAxMjA0OFowDDEKMAgG
        A1UEAwwBdDAqMAUGAytlcAMhAF/HIBHUKHWzG5qWpidMnF+WdYvRLrls1yZFzxvz
        zaL8o1MwUTAdBgNVHQ4EFgQUztDNCRDboCg/Rbj9DaDFCTmD8SQwHwYDVR0jBBgw
        FoAUztDNCRDboCg/Rbj9DaDFCTmD8SQwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD
        QQDh/ohX65jZwDht9eIy/ieEo+PFHmvFqtgWG4kSiyZdq0J8BRL+2jDyU5yJ2W9N
        +NsIFGu0la2To+sTZisryssJ
        -----END CERTIFICATE-----
        """;

    /// <summary>What stands before the 32 bytes of an Ed25519 key (RFC 8410).</summary>
    private static readonly byte[] KeyPrefix = Convert.FromHexString("302e020100300506032b657004220420");

    private readonly string _folder = Directory.CreateTempSubdirectory("endpoint-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_key_of_a_kind_that_cannot_be_used_is_named_with_its_endpoint()
    {
        var key = PemEncoding.WriteString("PRIVATE KEY", [.. KeyPrefix, .. RandomNumberGenerator.GetBytes(32)]);
        await File.WriteAllTextAsync(Path.Combine(_folder, "endpoint.yaml"), $$"""
            apiVersion: dapr.io/v1alpha1
            kind: HTTPEndpoint
            metadata: { name: partner }
            spec:
              baseUrl: https://127.0.0.1:1
              clientTLS:
                certificate: { value: "{{Certificate.ReplaceLineEndings("\\n")}}" }
                privateKey: { value: "{{key.ReplaceLineEndings("\\n")}}" }
            """, TestContext.Current.CancellationToken);

        var problem = await Assert.ThrowsAsync<ComponentException>(() => DaprletHost.StartAsync(new SidecarOptions { AppId = "shop", ResourcesPaths = [_folder] }, TestContext.Current.CancellationToken));

        Assert.Equal("process http endpoint partner error: clientTLS: a key of kind Ed25519 cannot be used for TLS here; use RSA or ECDSA", problem.Message);
    }
}
