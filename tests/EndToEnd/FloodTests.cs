using System.Net;

namespace DaprShop.Tests.EndToEnd;

/// <summary>Many who are not logged in ask everything that they may, while a customer buys. The shop is one of its own: its logs are looked at.</summary>
public sealed class FloodTests
{
    private const int Connections = 50;
    private const int Orders = 3;

    [Fact]
    public async Task Every_order_succeeds_and_no_health_check_fails()
    {
        await using var shop = await Shop.StartAsync();
        var product = await (await shop.AdministratorAsync()).AddProductAsync(stock: 100);
        var customer = await shop.NewCustomerAsync();
        using var ending = new CancellationTokenSource();
        var flood = AnonymousFlood.RunAsync(shop.Client.BaseAddress!, Connections, ending.Token);

        for (var i = 0; i < Orders; i++)
        {
            var order = await customer.SendOnceAsync(HttpMethod.Post, "/api/v1/orders",
                new { items = new[] { new { productId = product, quantity = 1 } }, shippingAddress = customer.Address }, ("Idempotency-Key", $"flood-{i}"));
            Assert.Equal((HttpStatusCode.Created, "AwaitingPayment"), (order.Status, order.Text("status")));
            var paid = await customer.PayOnceAsync(order.Text("id"));
            Assert.Equal((HttpStatusCode.OK, "Paid"), (paid.Status, paid.Text("status")));
            foreach (var path in (string[])["/api/v1/orders", "/api/v1/basket", "/api/v1/notifications", "/api/v1/users/me", $"/api/v1/products/{product}"])
                Assert.Equal(HttpStatusCode.OK, (await customer.SendOnceAsync(HttpMethod.Get, path)).Status);
            foreach (var path in (string[])["/healthz", "/readyz"])
                Assert.Equal(HttpStatusCode.OK, (await shop.Client.GetAsync(path)).StatusCode);
        }

        await ending.CancelAsync();
        Assert.NotEmpty(await flood);
        await shop.StopAsync();
        Assert.DoesNotContain("unhealthy", shop.Console + string.Concat(
            Directory.EnumerateFiles(shop.Data, "*.log", SearchOption.AllDirectories).Select(File.ReadAllText)), StringComparison.Ordinal);
    }
}
