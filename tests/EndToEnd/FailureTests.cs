using System.Net;

namespace DaprShop.Tests.EndToEnd;

/// <summary>What a customer sees when processes are killed. Each test has a shop of its own.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_killed_service_is_back_by_itself_and_is_a_503_meanwhile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "finds the services in /proc, which only Linux has");
        await using var shop = await Shop.StartAsync();
        var seen = new List<(HttpStatusCode Status, string? Type)>();
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await shop.Client.GetAsync("/api/v1/products");
            seen.Add((answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            var isMissed = seen.Any(s => s.Status != HttpStatusCode.OK);
            if (!isMissed) Find(shop, "Products")?.Kill(); // it is still there, or was back before anybody missed it
            return isMissed && answer.StatusCode == HttpStatusCode.OK;
        }, "the killed service to be missed and to be back");
        Assert.All(seen.Where(s => s.Status != HttpStatusCode.OK), s => Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), s));
    }

    [Fact]
    public async Task While_the_card_processor_is_killed_paying_is_a_503_and_in_the_end_the_order_is_charged_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "finds the services in /proc, which only Linux has");
        await using var shop = await Shop.StartAsync();
        var product = await (await shop.AdministratorAsync()).AddProductAsync(stock: 2, price: 10m);
        var customer = await shop.NewCustomerAsync();
        var id = (await customer.OrderAsync(product, quantity: 2)).Text("id");
        Find(shop, "CardSandbox")!.Kill();

        await Eventually.TrueAsync(async () =>
        {
            var paid = await customer.PayOnceAsync(id);
            Assert.True(paid.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.OK, $"{paid.Status}");
            return paid.Status == HttpStatusCode.OK;
        }, "the card processor to be back");
        Assert.Equal(20, (await customer.GetAsync($"/api/v1/orders/{id}/payments")).Number("charged"));
    }

    [Fact]
    public async Task A_killed_run_leaves_no_process_behind_and_its_data_to_the_next_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "finds the services in /proc, which only Linux has");
        var data = Directory.CreateTempSubdirectory("daprshop-").FullName;
        try
        {
            string product;
            await using (var first = await Shop.StartAsync(data))
            {
                product = await (await first.AdministratorAsync()).AddProductAsync(stock: 7);
                var services = ServiceProcess.Under(first.ProcessId);
                Assert.NotEmpty(services);
                await first.KillAsync();
                await Eventually.TrueAsync(() => services.All(service => !service.IsRunning), "the services of the killed run to end");
            }
            await using var second = await Shop.StartAsync(data);
            Assert.Equal(7, (await (await second.AdministratorAsync()).GetAsync($"/api/v1/products/{product}")).Number("stock"));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    // Null while it is down.
    private static ServiceProcess? Find(Shop shop, string program) => ServiceProcess.Under(shop.ProcessId).FirstOrDefault(process => process.Program == program);
}
