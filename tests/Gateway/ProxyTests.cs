using DaprShop.Testing;

namespace DaprShop.Tests.Gateway;

/// <summary>The gateway behind a proxy, as <c>k8s/components/forwarded-headers</c> sets it.</summary>
public sealed class ProxyTests
{
    [Fact]
    public async Task The_client_is_whom_the_proxy_names_and_not_whom_the_client_names()
    {
        // The host takes it from the environment as ASPNETCORE_FORWARDEDHEADERS_ENABLED.
        await using var gateway = await GatewayHost.StartAsync(("FORWARDEDHEADERS_ENABLED", "true"));

        await RawHttp.GetStatusAsync(gateway.Address, "/api/v1/products/7", "X-Forwarded-For: 198.51.100.1, 203.0.113.7\r\n");

        Assert.Equal("203.0.113.7", gateway.Products.Received.Last().Headers["X-Forwarded-For"].Split(',')[0]);
    }
}
