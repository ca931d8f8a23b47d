using System.Net;

namespace DaprShop.Tests.EndToEnd;

/// <summary>
/// Many who are not logged in ask everything that they may, while a customer buys. What may be asked again is asked again, as on any busy
/// machine; that every order succeeds at once is measured by <c>tests/Benchmarks</c>.
/// </summary>
public sealed class FloodTests
{
    private const int Connections = 50;
    private const int Orders = 3;

    [Fact]
    public async Task Every_order_succeeds_and_the_gateway_stays_healthy()
    {
        await using var shop = await Shop.StartAsync();
        var product = await (await shop.AdministratorAsync()).AddProductAsync(stock: 100);
        var customer = await shop.NewCustomerAsync();
        using var ending = new CancellationTokenSource();
        var flood = AnonymousFlood.RunAsync(shop.Client.BaseAddress!, Connections, ending.Token);

        for (var i = 0; i < Orders; i++)
        {
            var order = await customer.OrderAsync(product);
            Assert.Equal((HttpStatusCode.Created, "AwaitingPayment"), (order.Status, order.Text("status")));
            var paid = await customer.PayAsync(order.Text("id"));
            Assert.Equal((HttpStatusCode.OK, "Paid"), (paid.Status, paid.Text("status")));
            foreach (var path in (string[])["/api/v1/orders", "/api/v1/basket", "/api/v1/notifications", "/api/v1/users/me", $"/api/v1/products/{product}"])
                Assert.Equal(HttpStatusCode.OK, (await customer.GetAsync(path)).Status);
            Assert.Equal(HttpStatusCode.OK, (await shop.Client.GetAsync("/healthz")).StatusCode);
        }

        await ending.CancelAsync();
        Assert.NotEmpty(await flood);
    }
}
