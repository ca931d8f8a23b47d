using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DaprShop.Tests.EndToEnd;

/// <summary>A customer who wants more than a customer may have, at the public door.</summary>
public sealed class MaliciousBuyerTests(SharedShop shared)
{
    private Shop Shop => shared.Shop;

    [Fact]
    public async Task The_order_of_somebody_else_cannot_be_edited_deleted_or_found()
    {
        var (owner, path, product) = await OrderAsync();
        var stranger = await Shop.NewCustomerAsync();
        var cheaper = new { items = new[] { new { productId = product, quantity = 1 } }, shippingAddress = stranger.Address };

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.SendAsync(HttpMethod.Put, path, cheaper)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(0, (await stranger.GetAsync("/api/v1/orders")).Number("total"));
        Assert.Equal(2, (await owner.GetAsync(path)).Body!["items"]![0]!.AsObject()["quantity"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_idempotency_key_of_somebody_else_opens_no_door()
    {
        var product = await (await Shop.AdministratorAsync()).AddProductAsync(stock: 5);
        var (owner, stranger) = (await Shop.NewCustomerAsync(), await Shop.NewCustomerAsync());

        var (owned, strange) = (await owner.OrderAsync(product, 1, "same"), await stranger.OrderAsync(product, 1, "same"));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (owned.Status, strange.Status));
        Assert.NotEqual(owned.Text("id"), strange.Text("id"));
    }

    [Fact]
    public async Task What_administrators_do_is_not_for_buyers()
    {
        var product = await (await Shop.AdministratorAsync()).AddProductAsync(stock: 1);
        var buyer = await Shop.NewCustomerAsync();
        var free = new { name = "Lamp", description = "d", category = "c", price = 0.01m, currency = "EUR", stock = 1 };

        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.SendAsync(HttpMethod.Post, "/api/v1/products", free)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.SendAsync(HttpMethod.Put, $"/api/v1/products/{product}", free, ("If-Match", "\"1\""))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.SendAsync(HttpMethod.Delete, $"/api/v1/products/{product}", null, ("If-Match", "\"1\""))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.SendAsync(HttpMethod.Post, $"/api/v1/products/{product}/stock", new { delta = 1, reason = "mine" })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.GetAsync($"/api/v1/products/{product}/stock")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.GetAsync("/api/v1/ops/dead-letters")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.SendAsync(HttpMethod.Post, "/api/v1/ops/dead-letters/notifications.1/replay")).Status);
    }

    [Theory]
    [InlineData("PUT", "/api/v1/basket", """{"items":[{"productId":"PRODUCT","quantity":1,"unitPrice":0.01}]}""")]
    [InlineData("PUT", "/api/v1/basket", """{"items":[{"productId":"PRODUCT","quantity":1}],"total":0.01}""")]
    [InlineData("PUT", "/api/v1/basket", """{"items":[{"productId":"PRODUCT","quantity":-1}]}""")]
    [InlineData("PUT", "/api/v1/basket", """{"items":[{"productId":"PRODUCT","quantity":4294967297}]}""")]
    [InlineData("POST", "/api/v1/basket/items", """{"productId":"PRODUCT","quantity":1,"price":0.01}""")]
    [InlineData("POST", "/api/v1/basket/items", """{"productId":"PRODUCT","quantity":-5}""")]
    [InlineData("POST", "/api/v1/basket/items", """{"productId":"PRODUCT","quantity":1001}""")]
    [InlineData("POST", "/api/v1/basket/checkout", """{"shippingAddress":ADDRESS,"total":0.01}""")]
    [InlineData("POST", "/api/v1/orders", """{"items":[{"productId":"PRODUCT","quantity":1,"price":0.01}],"shippingAddress":ADDRESS}""")]
    [InlineData("POST", "/api/v1/orders", """{"items":[{"productId":"PRODUCT","quantity":-1}],"shippingAddress":ADDRESS}""")]
    [InlineData("POST", "/api/v1/orders", """{"items":[{"productId":"PRODUCT","quantity":1000},{"productId":"PRODUCT","quantity":1000}],"shippingAddress":ADDRESS}""")]
    [InlineData("POST", "/api/v1/orders", """{"items":[{"productId":"PRODUCT","quantity":1}],"shippingAddress":ADDRESS,"status":"Paid"}""")]
    public async Task A_forged_price_or_quantity_is_refused(string method, string path, string body)
    {
        var product = await (await Shop.AdministratorAsync()).AddProductAsync(stock: 5);
        var buyer = await Shop.NewCustomerAsync();
        var text = body.Replace("PRODUCT", product, StringComparison.Ordinal).Replace("ADDRESS", JsonSerializer.Serialize(buyer.Address), StringComparison.Ordinal);

        var refused = await buyer.SendAsync(new HttpMethod(method), path, JsonNode.Parse(text), ("Idempotency-Key", "forged"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Empty((await buyer.GetAsync("/api/v1/basket")).Body!["items"]!.AsArray());
        Assert.Equal(0, (await buyer.GetAsync("/api/v1/orders")).Number("total"));
        Assert.Equal(5, (await buyer.GetAsync($"/api/v1/products/{product}")).Number("stock"));
    }

    [Fact]
    public async Task A_basket_holds_no_more_than_an_order_may()
    {
        var product = await (await Shop.AdministratorAsync()).AddProductAsync(stock: 5000);
        var buyer = await Shop.NewCustomerAsync();
        Assert.Equal(HttpStatusCode.OK, (await buyer.SendAsync(HttpMethod.Post, "/api/v1/basket/items", new { productId = product, quantity = 1000 })).Status);

        var more = await buyer.SendAsync(HttpMethod.Post, "/api/v1/basket/items", new { productId = product, quantity = 1 });
        var many = await buyer.SendAsync(HttpMethod.Put, "/api/v1/basket", new { items = Enumerable.Range(0, 101).Select(_ => new { productId = Guid.NewGuid(), quantity = 1 }) });

        Assert.InRange((int)more.Status, 400, 499);
        Assert.Equal(HttpStatusCode.BadRequest, many.Status);
        Assert.Equal(1000, (await buyer.GetAsync("/api/v1/basket")).Body!["items"]![0]!["quantity"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_token_that_was_changed_is_worth_nothing()
    {
        var token = (await Shop.NewCustomerAsync()).Token;
        var (header, claims, signature) = token.Split('.') is [var first, var second, var third] ? (first, second, third) : throw new InvalidOperationException(token);
        var administrator = JsonNode.Parse(Decode(claims))!;
        administrator["role"] = "administrator";
        var forever = JsonNode.Parse(Decode(claims))!;
        forever["exp"] = 4_000_000_000;

        foreach (var forged in (string[])
        [
            $"{header}.{Encode(administrator.ToJsonString())}.{signature}",
            $"{header}.{Encode(forever.ToJsonString())}.{signature}",
            $"{Encode("""{"alg":"none","typ":"at+jwt"}""")}.{claims}.",
            $"{header}.{claims}.{Encode(new string('\0', 64))}",
            $"{header}.{claims}",
            claims,
        ])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/orders") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", forged) } };
            Assert.Equal(HttpStatusCode.Unauthorized, (await Shop.Client.SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_again_ends_the_session_of_whoever_has_it()
    {
        var buyer = await Shop.NewCustomerAsync();
        var session = await buyer.SendAsync(HttpMethod.Post, "/api/v1/users/login", new { username = buyer.Name, password = "correct horse battery staple" });
        var refreshed = await buyer.SendAsync(HttpMethod.Post, "/api/v1/users/refresh", new { refreshToken = session.Text("refreshToken") });
        Assert.Equal(HttpStatusCode.OK, refreshed.Status);

        foreach (var token in (string[])[session.Text("refreshToken"), refreshed.Text("refreshToken")])
            Assert.Equal(HttpStatusCode.Unauthorized, (await buyer.SendAsync(HttpMethod.Post, "/api/v1/users/refresh", new { refreshToken = token })).Status);
    }

    [Theory]
    [InlineData("/internal/v1/events/shop.orders")]
    [InlineData("/internal/v1/dead-letters")]
    [InlineData("/v1.0/publish/pubsub/shop.orders")]
    [InlineData("/v1.0/invoke/orders/method/internal/v1/events/shop.orders")]
    [InlineData("/api/v1/orders/..%2F..%2F..%2Finternal/v1/events/shop.orders")]
    [InlineData("/api/v1/orders/%2e%2e/%2e%2e/%2e%2e/internal/v1/events/shop.orders")]
    [InlineData("/api/v1/orders/..%2F..%2F..%2Factors/OrderActor/ORDER/method/PayAsync")]
    [InlineData("/actors/OrderActor/ORDER/method/PayAsync")]
    [InlineData("/internal/v1/orders/ORDER/capture")]
    public async Task A_forged_event_or_an_actor_s_method_cannot_be_reached(string path)
    {
        var (owner, order, _) = await OrderAsync();
        var id = order.Split('/')[^1];
        var paid = new
        {
            specversion = "1.0",
            id = $"{id}.shop.order.paid.v1.3",
            source = "orders",
            type = "shop.order.paid.v1",
            topic = "shop.orders",
            data = new { orderId = id, userId = (await owner.GetAsync("/api/v1/users/me")).Text("id"), number = 3, at = "2030-01-01T00:00:00Z", total = 1, currency = "EUR" },
        };

        foreach (var steering in (string[])["dapr-app-id", "x-nothing"])
        {
            var refused = await owner.SendAsync(HttpMethod.Post, path.Replace("ORDER", id, StringComparison.Ordinal), paid, (steering, "notifications"));
            Assert.InRange((int)refused.Status, 400, 499);
        }
        Assert.Equal("AwaitingPayment", (await owner.GetAsync(order)).Text("status"));
        Assert.Equal(0, (await owner.GetAsync($"{order}/payments")).Number("charged"));
        Assert.DoesNotContain(paid.type, (await owner.GetAsync("/api/v1/notifications")).Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_cannot_be_given_to_a_service_or_its_sidecar_directly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "finds the services in /proc, which only Linux has");
        using var direct = new HttpClient();
        foreach (var service in ServiceProcess.Under(Shop.ProcessId).Where(program => program.IsService && program.Program != "Gateway"))
        {
            foreach (var (port, path) in ((string, string)[])
            [
                ("APP_PORT", "/internal/v1/events/shop.orders"),
                ("APP_PORT", "/internal/v1/dead-letters"),
                ("DAPR_HTTP_PORT", "/v1.0/publish/pubsub/shop.orders"),
            ])
            {
                using var content = new StringContent("{}", Encoding.UTF8, "application/cloudevents+json");
                using var answer = await direct.PostAsync($"http://localhost:{service.Environment[port]}{path}", content);
                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            }
        }
    }

    private async Task<(Customer Owner, string Path, string Product)> OrderAsync()
    {
        var product = await (await Shop.AdministratorAsync()).AddProductAsync(stock: 5);
        var owner = await Shop.NewCustomerAsync();
        return (owner, $"/api/v1/orders/{(await owner.OrderAsync(product, quantity: 2)).Text("id")}", product);
    }

    private static string Decode(string part) => Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
