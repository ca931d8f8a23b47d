using System.Text.Json.Nodes;

namespace DaprShop.Tests.EndToEnd;

/// <summary>An app in another language takes part in the shop, which does not know it.</summary>
public sealed class OrderFollowerTests(SharedShop shared)
{
    [Fact]
    public async Task An_app_in_JavaScript_follows_an_order_from_its_placing_to_its_completion()
    {
        Assert.SkipUnless(NodePrograms.AreRunnable, NodePrograms.NotRunnable);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix's");
        await using var follower = await OrderFollower.StartAsync(shared.Shop);
        var product = await (await shared.Shop.AdministratorAsync()).AddProductAsync(stock: 1, price: 49.9m);
        var customer = await shared.Shop.NewCustomerAsync();

        var order = (await customer.OrderAsync(product)).Text("id");
        await SeeAsync(follower, $"order {order}: awaiting-payment, 49.9 EUR");
        await customer.PayAsync(order);
        await SeeAsync(follower, $"order {order}: paid, 49.9 EUR");
        await customer.SendAsync(HttpMethod.Post, $"/api/v1/orders/{order}/confirm");
        await SeeAsync(follower, $"order {order}: completed");

        using var client = new HttpClient();
        var summary = JsonNode.Parse(await client.GetStringAsync(follower.Summary))!;
        Assert.InRange((int?)summary["completed"] ?? 0, 1, int.MaxValue);
    }

    private static Task SeeAsync(OrderFollower follower, string line) =>
        Eventually.TrueAsync(() => follower.Console.Contains(line, StringComparison.Ordinal), line);
}
