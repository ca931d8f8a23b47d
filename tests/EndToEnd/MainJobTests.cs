using System.Net;

namespace DaprShop.Tests.EndToEnd;

/// <summary>The shop's main job, through the gateway and every sidecar.</summary>
public sealed class MainJobTests(SharedShop shared)
{
    private Shop Shop => shared.Shop;

    [Fact]
    public async Task A_person_orders_pays_and_confirms_receipt()
    {
        var administrator = await Shop.AdministratorAsync();
        var product = await administrator.AddProductAsync(stock: 5, price: 12.50m);
        var customer = await Shop.NewCustomerAsync();

        var order = await customer.OrderAsync(product, quantity: 2);
        Assert.Equal(HttpStatusCode.Created, order.Status);
        Assert.Equal("AwaitingPayment", order.Text("status"));
        Assert.Equal(25.00m, order.Body!["total"]!.GetValue<decimal>());
        var id = order.Text("id");

        var paid = await customer.PayAsync(id);
        Assert.Equal((HttpStatusCode.OK, "Paid"), (paid.Status, paid.Text("status")));
        var confirmed = await customer.SendAsync(HttpMethod.Post, $"/api/v1/orders/{id}/confirm");
        Assert.Equal((HttpStatusCode.OK, "Completed"), (confirmed.Status, confirmed.Text("status")));

        var stock = await administrator.GetAsync($"/api/v1/products/{product}");
        Assert.Equal(3, stock.Number("stock"));
        var orders = await customer.GetAsync("/api/v1/orders?status=Completed");
        Assert.Equal(id, orders.Body!["items"]![0]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_person_fills_a_basket_clicks_twice_on_order_and_gets_one_order()
    {
        var product = await (await Shop.AdministratorAsync()).AddProductAsync(stock: 5, price: 12.50m);
        var customer = await Shop.NewCustomerAsync();
        var collected = new { items = new[] { new { productId = product, quantity = 1 } } };
        await customer.SendAsync(HttpMethod.Post, "/api/v1/basket/items", new { productId = product, quantity = 1 });
        foreach (var _ in (int[])[1, 2])
            await customer.SendAsync(HttpMethod.Post, "/api/v1/basket/merge", collected, ("Idempotency-Key", "login"));
        var basket = await customer.GetAsync("/api/v1/basket");
        Assert.Equal((25.00m, "Available"), (basket.Body!["total"]!.GetValue<decimal>(), basket.Body["items"]![0]!["availability"]!.GetValue<string>()));

        var clicks = await Task.WhenAll(customer.CheckOutAsync("click"), customer.CheckOutAsync("click"));

        Assert.All(clicks, click => Assert.Equal((HttpStatusCode.Created, "AwaitingPayment"), (click.Status, click.Text("status"))));
        Assert.Equal(clicks[0].Text("id"), clicks[1].Text("id"));
        var orders = await customer.GetAsync("/api/v1/orders");
        Assert.Equal((1, clicks[0].Text("id")), (orders.Number("total"), orders.Body!["items"]![0]!["id"]!.GetValue<string>()));
        Assert.Empty((await customer.GetAsync("/api/v1/basket")).Body!["items"]!.AsArray());
        Assert.Equal(3, (await customer.GetAsync($"/api/v1/products/{product}")).Number("stock"));
        Assert.Equal("Paid", (await customer.PayAsync(clicks[0].Text("id"))).Text("status"));
    }

    [Fact]
    public async Task An_administrator_adds_changes_and_removes_a_product()
    {
        var administrator = await Shop.AdministratorAsync();
        var id = await administrator.AddProductAsync(stock: 1);
        var path = $"/api/v1/products/{id}";
        var before = await administrator.GetAsync(path);
        var changed = new { name = "Better lamp", description = "Brighter", category = "lighting", price = 25m, currency = "EUR" };

        Assert.Equal(HttpStatusCode.PreconditionRequired, (await administrator.SendAsync(HttpMethod.Put, path, changed)).Status);
        Assert.Equal(HttpStatusCode.OK, (await administrator.SendAsync(HttpMethod.Put, path, changed, ("If-Match", before.ETag!))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await administrator.SendAsync(HttpMethod.Put, path, changed, ("If-Match", before.ETag!))).Status);

        var after = await administrator.GetAsync(path);
        Assert.Equal("Better lamp", after.Text("name"));
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.SendAsync(HttpMethod.Delete, path, null, ("If-Match", after.ETag!))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_cancelled_paid_order_gives_the_money_and_the_stock_back()
    {
        var administrator = await Shop.AdministratorAsync();
        var product = await administrator.AddProductAsync(stock: 4);
        var customer = await Shop.NewCustomerAsync();
        var order = await customer.OrderAsync(product, quantity: 3);
        await customer.PayAsync(order.Text("id"));

        var cancelled = await customer.SendAsync(HttpMethod.Post, $"/api/v1/orders/{order.Text("id")}/cancel");

        Assert.Equal((HttpStatusCode.OK, "Cancelled"), (cancelled.Status, cancelled.Text("status")));
        foreach (var person in new[] { customer, administrator })
        {
            var payments = await person.GetAsync($"/api/v1/orders/{order.Text("id")}/payments");
            Assert.Equal((59.97m, 59.97m), (payments.Body!["charged"]!.GetValue<decimal>(), payments.Body["refunded"]!.GetValue<decimal>()));
        }
        Assert.Equal(4, (await customer.GetAsync($"/api/v1/products/{product}")).Number("stock"));
    }

    [Fact]
    public async Task Of_200_buyers_of_the_last_50_pieces_exactly_50_get_one()
    {
        var administrator = await Shop.AdministratorAsync();
        var product = await administrator.AddProductAsync(stock: 50);
        // None of them has more unpaid orders than an account may have.
        var customers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Shop.NewCustomerAsync()));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => customers[n % customers.Length].OrderAsync(product)));

        Assert.Equal(50, answers.Count(answer => answer.Text("status") == "AwaitingPayment"));
        Assert.All(answers.Where(answer => answer.Text("status") != "AwaitingPayment"), answer =>
            Assert.True(answer.Text("status") == "Rejected" || (answer.Status, answer.Text("code")) == (HttpStatusCode.Conflict, "insufficient_stock")));
        Assert.Equal(0, (await administrator.GetAsync($"/api/v1/products/{product}")).Number("stock"));
    }

    [Fact]
    public async Task Nobody_sees_or_changes_the_order_of_somebody_else()
    {
        var administrator = await Shop.AdministratorAsync();
        var product = await administrator.AddProductAsync(stock: 1);
        var owner = await Shop.NewCustomerAsync();
        var path = $"/api/v1/orders/{(await owner.OrderAsync(product)).Text("id")}";
        var stranger = await Shop.NewCustomerAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"{path}/payments")).Status);
        foreach (var step in (string[])["cancel", "confirm"])
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.SendAsync(HttpMethod.Post, $"{path}/{step}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.SendAsync(HttpMethod.Post, $"{path}/pay", new { paymentToken = "tok_visa" })).Status);
        Assert.Equal("AwaitingPayment", (await owner.GetAsync(path)).Text("status"));
    }
}
