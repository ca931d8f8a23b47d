using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Daprlet.Components;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace DaprShop.Tests.Daprlet.Bindings;

public sealed class HttpBindingTests
{
    [Fact]
    public async Task Capitalised_metadata_are_headers_and_a_path_is_appended()
    {
        await using var target = await TestApp.StartAsync(http => http.Response.WriteAsync(
            $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {http.Request.Headers["X-Color"]} {http.Request.ContentType} {http.Request.Headers.Accept} {http.Request.Headers["lower"]}"));
        await using var sidecar = await StartAsync(target);

        using var response = await sidecar.InvokeAsync("web", "put", 1, ("path", "/items/1?x=a b"), ("X-Color", "réd"), ("Content-Type", "text/plain"), ("lower", "no"));

        Assert.Equal("PUT /items/1?x=a%20b réd text/plain application/json; charset=utf-8 ", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("X-Bad", "a\r\nX-Injected: 1")]
    [InlineData("X-Bad", "a\0b")]
    [InlineData("Bad Name", "a")]
    public async Task What_cannot_be_a_header_is_an_error_and_nothing_is_sent(string name, string value)
    {
        var asked = 0;
        await using var target = await TestApp.StartAsync(_ =>
        {
            Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        });
        await using var sidecar = await StartAsync(target);

        Assert.Contains("invalid header field", await sidecar.FailAsync("web", "get", null, (name, value)), StringComparison.Ordinal);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task A_response_timeout_ends_the_request()
    {
        var release = new TaskCompletionSource();
        await using var target = await TestApp.StartAsync(_ => release.Task);
        await using var sidecar = await StartAsync(target, ("responseTimeout", "100ms"));

        Assert.EndsWith("context deadline exceeded", await sidecar.FailAsync("web", "get"), StringComparison.Ordinal);
        release.SetResult();
    }

    [Fact]
    public async Task A_token_goes_to_the_target_but_not_where_it_redirects()
    {
        var tokens = new List<string>();
        await using var elsewhere = await TestApp.StartAsync(http =>
        {
            tokens.Add($"elsewhere:{http.Request.Headers["X-Token"]}");
            return Task.CompletedTask;
        });
        await using var target = await TestApp.StartAsync(http =>
        {
            tokens.Add($"target:{http.Request.Headers["X-Token"]}");
            http.Response.Redirect($"http://localhost:{elsewhere.Port}/");
            return Task.CompletedTask;
        });
        await using var sidecar = await StartAsync(target, ("securityToken", "s3cret"), ("securityTokenHeader", "X-Token"));

        using var response = await sidecar.InvokeAsync("web", "get");

        Assert.Equal(["target:s3cret", "elsewhere:"], tokens);
    }

    [Fact]
    public async Task Errors_name_the_address_without_what_may_be_secret_in_it()
    {
        await using var sidecar = await BindingSidecar.StartAsync(DaprletHost.Component("web", "bindings.http", ("url", "http://user:pass@127.0.0.1:9/items?key=s3cret")));

        var message = await sidecar.FailAsync("web", "get");

        Assert.Contains("http://127.0.0.1:9/items", message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass", message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_is_trusted_by_the_root_given_and_sees_the_client_certificate()
    {
        using var server = SelfSigned("localhost");
        using var client = SelfSigned("shop");
        await using var target = await StartTlsAsync(server);
        await using var sidecar = await BindingSidecar.StartAsync(
            Tls("trusted", target, ("MTLSRootCA", server.ExportCertificatePem()), ("MTLSClientCert", client.ExportCertificatePem()), ("MTLSClientKey", KeyOf(client))),
            Tls("untrusted", target));

        using var response = await sidecar.InvokeAsync("trusted", "get");

        Assert.Equal("CN=shop", await response.Content.ReadAsStringAsync());
        await sidecar.FailAsync("untrusted", "get");
    }

    [Theory]
    [InlineData("MTLSRenegotiation", "Sometimes")]
    [InlineData("maxResponseBodySize", "many")]
    [InlineData("responseTimeout", "soon")]
    [InlineData("MTLSRootCA", "/no/such/file")]
    public async Task Wrong_metadata_ends_the_start(string name, string value)
    {
        var component = DaprletHost.Component("web", "bindings.http", ("url", "http://127.0.0.1:9"), (name, value));

        var e = await Assert.ThrowsAsync<ComponentException>(() => DaprletHost.StartAsync("shop", component));

        Assert.Contains("web", e.Message, StringComparison.Ordinal);
    }

    private static Task<BindingSidecar> StartAsync(TestApp target, params (string Name, string Value)[] metadata) =>
        BindingSidecar.StartAsync(DaprletHost.Component("web", "bindings.http", [("url", $"http://127.0.0.1:{target.Port}"), .. metadata]));

    private static global::Daprlet.Resources.ComponentManifest Tls(string name, WebApplication target, params (string Name, string Value)[] metadata) =>
        DaprletHost.Component(name, "bindings.http", [("url", $"https://localhost:{new Uri(target.Urls.First()).Port}"), .. metadata]);

    private static async Task<WebApplication> StartTlsAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        })));
        var web = builder.Build();
        web.Run(http => http.Response.WriteAsync(http.Connection.ClientCertificate?.Subject ?? "nobody"));
        await web.StartAsync();
        return web;
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static string KeyOf(X509Certificate2 certificate) => certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();
}
