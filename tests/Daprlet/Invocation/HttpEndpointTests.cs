using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Daprlet.Components;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Invocation;

/// <summary>HTTPEndpoint resources: their headers and certificates.</summary>
public sealed class HttpEndpointTests : IDisposable
{
    private readonly DirectoryInfo _resources = Directory.CreateTempSubdirectory("daprlet-endpoint-");

    public void Dispose() => _resources.Delete(recursive: true);

    [Fact]
    public async Task Header_values_of_any_script_go_out_as_UTF8()
    {
        var received = "";
        await using var server = await KestrelApp.StartAsync(
            web => web.MapGet("/greet", (HttpRequest request) => received = request.Headers["X-Name"].ToString()),
            web => web.WebHost.ConfigureKestrel(kestrel => kestrel.RequestHeaderEncodingSelector = _ => Encoding.UTF8));
        Write($"baseUrl: http://127.0.0.1:{server.Port}\n  headers:\n  - {{ name: X-Name, value: \"Müller 🛒 漢字\" }}");
        await using var sidecar = await StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/invoke/shop/method/greet"));

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal("Müller 🛒 漢字", received);
    }

    // A key and a certificate of these kinds cannot be made with .NET, which is why it cannot load them.
    [Theory]
    [InlineData("MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g", "PRIVATE KEY", "Ed25519")]
    [InlineData("MEcCAQAwBQYDK2VxBDsEOWyCpWLLgI0Q1jK+ichRPr9skp803fqMn2PJlg7240ijUoyKP8wvBE45o/xblEkvjwMudUmiAJj5Ww==", "PRIVATE KEY", "Ed448")]
    [InlineData("MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g", "ENCRYPTED PRIVATE KEY", "encrypted")]
    [InlineData("MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g", "OPENSSH PRIVATE KEY", "OpenSSH")]
    public async Task A_key_that_cannot_be_loaded_is_said_in_a_line_with_its_kind_and_the_endpoint(string key, string label, string kind)
    {
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=client", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        Write($"baseUrl: https://127.0.0.1:1\n  clientTLS:\n    certificate: {{ value: {Quoted(certificate.ExportCertificatePem())} }}\n    privateKey: {{ value: {Quoted($"-----BEGIN {label}-----\n{key}\n-----END {label}-----\n")} }}");

        var refusal = await Assert.ThrowsAsync<ComponentException>(StartAsync);

        Assert.Contains("http endpoint shop", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(kind, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.DoesNotContain(key, refusal.Message, StringComparison.Ordinal);
    }

    private static string Quoted(string pem) => $"\"{pem.Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    private void Write(string spec) =>
        File.WriteAllText(Path.Combine(_resources.FullName, "endpoint.yaml"), $"apiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\nmetadata:\n  name: shop\nspec:\n  {spec}\n");

    private Task<Sidecar> StartAsync() => DaprletHost.StartAsync(new SidecarOptions { AppId = "caller", ResourcesPaths = [_resources.FullName] });
}
