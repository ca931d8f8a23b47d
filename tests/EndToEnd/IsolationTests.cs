using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DaprShop.Tests.EndToEnd;

/// <summary>Services talk to their own sidecar and listen to nobody else.</summary>
public sealed class IsolationTests(SharedShop shared)
{
    private Shop Shop => shared.Shop;

    [Fact]
    public async Task No_service_opens_a_connection_but_to_its_own_sidecar()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads sockets from /proc, which only Linux has");
        var administrator = await Shop.AdministratorAsync();
        var order = await administrator.OrderAsync(await administrator.AddProductAsync(stock: 1));
        await administrator.PayAsync(order.Text("id"));
        await administrator.GetAsync("/api/v1/basket");
        await administrator.GetAsync("/api/v1/notifications");

        var services = ServiceProcess.Under(Shop.ProcessId).Where(program => program.IsService).ToList();
        Assert.Equal(["Baskets", "Gateway", "Notifications", "Orders", "Payments", "Products", "Users"], services.Select(s => s.Program).Order());
        foreach (var service in services)
        {
            var sidecar = SidecarPorts(service);
            var accepting = service.Listening();
            var opened = service.Connections().Where(connection => !accepting.Contains(connection.LocalPort)).ToList();
            Assert.All(opened, connection => Assert.True(sidecar.Contains(connection.RemotePort), $"{service.Program} is connected to port {connection.RemotePort}, its sidecar has {string.Join(" and ", sidecar)}"));
        }
        var products = services.Single(service => service.Program == "Products");
        Assert.Subset(products.Connections().Select(connection => connection.RemotePort).ToHashSet(), SidecarPorts(products).ToHashSet());
    }

    [Fact]
    public async Task No_service_answers_what_does_not_come_through_its_sidecar()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "finds the services in /proc, which only Linux has");
        using var direct = new HttpClient();
        foreach (var service in ServiceProcess.Under(Shop.ProcessId).Where(s => s.IsService && s.Program != "Gateway"))
        {
            var address = $"http://localhost:{service.Environment["APP_PORT"]}";
            Assert.Equal(HttpStatusCode.OK, (await direct.GetAsync($"{address}/healthz")).StatusCode);
            foreach (var path in (string[])["/", "/swagger", "/openapi/v1.json", "/dapr/subscribe", "/dapr/config", "/api/v1/products", "/internal/v1/jwks"])
                Assert.Equal(HttpStatusCode.Unauthorized, (await direct.GetAsync(address + path)).StatusCode);
            using var wrongToken = new HttpRequestMessage(HttpMethod.Get, $"{address}/dapr/subscribe") { Headers = { { "dapr-api-token", "guess" } } };
            Assert.Equal(HttpStatusCode.Unauthorized, (await direct.SendAsync(wrongToken)).StatusCode);
        }
    }

    // Some, with the real services behind it; the gateway's own tests have the others.
    [Theory]
    [InlineData("/internal/v1/jwks")]
    [InlineData("/api/v1/users/..%2F..%2F..%2Finternal%2Fv1%2Fjwks")]
    [InlineData("/api/v1/users/..;/internal/v1/jwks")]
    public async Task The_gateway_forwards_nothing_but_its_public_routes(string path)
    {
        var (status, body) = await RawAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.InRange(status, 400, 499);
        Assert.DoesNotContain("\"keys\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dapr-app-id: users")]
    [InlineData("Connection: dapr-app-id\r\ndapr-app-id: users")]
    public async Task Headers_do_not_steer_the_sidecar(string header)
    {
        var (status, body) = await RawAsync($"GET /internal/v1/jwks HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n");
        Assert.InRange(status, 400, 499);
        Assert.DoesNotContain("\"keys\"", body, StringComparison.Ordinal);

        (status, body) = await RawAsync($"GET /api/v1/products?pageSize=1 HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n");
        Assert.True(status is 200 or (>= 400 and < 500), $"{status}: {body}");
        if (status == 200)
            Assert.Contains("\"items\"", body, StringComparison.Ordinal);
    }

    /// <summary>Sends bytes as they are: HTTP clients clean paths before they send them.</summary>
    private async Task<(int Status, string Body)> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("localhost", Shop.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var answer = await reader.ReadToEndAsync(limit.Token);
        return (int.Parse(answer.Split(' ')[1]), answer);
    }

    // HTTP and gRPC.
    private static IReadOnlyList<int> SidecarPorts(ServiceProcess service) => [int.Parse(service.Environment["DAPR_HTTP_PORT"]), int.Parse(service.Environment["DAPR_GRPC_PORT"])];
}
