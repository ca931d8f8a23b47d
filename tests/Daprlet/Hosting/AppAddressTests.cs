using System.Net.Sockets;
using Daprlet.Components;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>Where the app listens (<c>--app-channel-address</c>): addresses of both versions of IP, and names.</summary>
public sealed class AppAddressTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task An_app_that_listens_on_IPv6_alone_is_reached(string address)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "there is no IPv6");
        await using var app = await KestrelApp.StartAsync(web => web.MapGet("/hello", () => "from IPv6"), web => web.WebHost.UseUrls("http://[::1]:0"));

        Assert.Equal("from IPv6", await CallAsync(address, app.Port));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task An_app_that_listens_on_IPv4_is_reached(string address)
    {
        await using var app = await KestrelApp.StartAsync(web => web.MapGet("/hello", () => "from IPv4"));

        Assert.Equal("from IPv4", await CallAsync(address, app.Port));
    }

    [Fact]
    public async Task A_gRPC_app_on_IPv6_is_found()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "there is no IPv6");
        await using var app = await KestrelApp.StartAsync(
            web => web.MapGet("/", () => ""),
            web => web.WebHost.UseUrls("http://[::1]:0").ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2)));
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "a", AppChannelAddress = "::1", AppPort = app.Port, AppProtocol = "grpc" });

        await sidecar.ReadyAsync(Limit);
    }

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("a b")]
    [InlineData("[::1")]
    public async Task What_is_no_address_is_refused_by_its_name(string address)
    {
        var refusal = await Assert.ThrowsAsync<ComponentException>(() => DaprletHost.StartAsync(new SidecarOptions { AppId = "a", AppChannelAddress = address, AppPort = 5000 }));

        Assert.Contains(address, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<string> CallAsync(string address, int port)
    {
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "a", AppChannelAddress = address, AppPort = port });
        await sidecar.ReadyAsync(Limit);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await http.GetStringAsync(new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/invoke/a/method/hello"));
    }
}
