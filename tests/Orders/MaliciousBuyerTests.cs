using System.Net;
using System.Net.Http.Json;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;

namespace DaprShop.Tests.Orders;

public sealed class MaliciousBuyerTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Path = "/api/v1/orders";
    private readonly Guid _user = Guid.CreateVersion7();

    public static TheoryData<string, string> Items => new()
    {
        { "no items", "[]" },
        { "null", "null" },
        { "a null item", "[null]" },
        { "not a list", "{}" },
        { "an unknown product", """[{"productId":"0198c0de-0000-7000-8000-000000000001","quantity":1}]""" },
        { "no product", """[{"quantity":1}]""" },
        { "an id that is none", """[{"productId":"1","quantity":1}]""" },
        { "a forged price", """[{"productId":"PRODUCT","quantity":1,"price":0.01}]""" },
        { "a forged unit price", """[{"productId":"PRODUCT","quantity":1,"unitPrice":0.01}]""" },
        { "no quantity", """[{"productId":"PRODUCT"}]""" },
        { "none", """[{"productId":"PRODUCT","quantity":0}]""" },
        { "less than none", """[{"productId":"PRODUCT","quantity":-1}]""" },
        { "too many", """[{"productId":"PRODUCT","quantity":1001}]""" },
        { "an overflow of 32 bits", """[{"productId":"PRODUCT","quantity":4294967297}]""" },
        { "an overflow of 64 bits", """[{"productId":"PRODUCT","quantity":18446744073709551617}]""" },
        { "a huge exponent", """[{"productId":"PRODUCT","quantity":1e400}]""" },
        { "half a piece", """[{"productId":"PRODUCT","quantity":0.5}]""" },
        { "text", """[{"productId":"PRODUCT","quantity":"1"}]""" },
        { "a quantity twice", """[{"productId":"PRODUCT","quantity":1,"quantity":1000}]""" },
        { "a product twice", """[{"productId":"PRODUCT","quantity":600},{"productId":"PRODUCT","quantity":600}]""" },
        { "a product twice in other letters", """[{"productId":"PRODUCT","quantity":1},{"productId":"PRODUCT_UPPER","quantity":1}]""" },
    };

    [Theory]
    [MemberData(nameof(Items))]
    public async Task Items_that_are_wrong_are_refused_and_reserve_nothing(string what, string items)
    {
        var product = await shop.AddProductAsync();
        var text = items.Replace("PRODUCT_UPPER", $"{product}".ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("PRODUCT", $"{product}", StringComparison.Ordinal);
        var response = await shop.PostTextAsync(_user, Path, Order(text), ("Idempotency-Key", "key"));

        Assert.True((await Problem.ReadAsync(response, HttpStatusCode.BadRequest)).Errors.Count > 0, what);
        Assert.Equal((10, 0, 0), await shop.StockAsync(product));
        Assert.Equal(0, (int)(await ShopHost.ReadAsync(await shop.GetAsync(_user, ""), HttpStatusCode.OK))["total"]!);
    }

    [Fact]
    public async Task More_lines_than_allowed_are_refused()
    {
        var items = string.Join(',', Enumerable.Range(0, 101).Select(_ => $"{{\"productId\":\"{Guid.NewGuid()}\",\"quantity\":1}}"));
        var problem = await Problem.ReadAsync(
            await shop.PostTextAsync(_user, Path, Order($"[{items}]"), ("Idempotency-Key", "key")), HttpStatusCode.BadRequest);
        Assert.Equal(["items"], problem.Errors.Keys);
    }

    [Theory]
    [InlineData("total", "\"total\":0.01")]
    [InlineData("status", "\"status\":\"Paid\"")]
    [InlineData("userId", "\"userId\":\"0198c0de-0000-7000-8000-000000000001\"")]
    [InlineData("currency", "\"currency\":\"VND\"")]
    public async Task What_is_not_the_customer_s_to_say_is_refused(string field, string text)
    {
        var product = await shop.AddProductAsync();
        var body = Order($"[{{\"productId\":\"{product}\",\"quantity\":1}}]").Insert(1, text + ",");
        var problem = await Problem.ReadAsync(await shop.PostTextAsync(_user, Path, body, ("Idempotency-Key", "key")), HttpStatusCode.BadRequest);
        Assert.Contains(problem.Errors.Keys, key => key.Contains(field, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two words")]
    public async Task A_key_that_is_missing_or_not_usable_is_refused(string? key)
    {
        var body = ShopHost.Body((await shop.AddProductAsync(), 1));
        var response = await (key is null ? shop.PostAsync(_user, Path, body) : shop.PostAsync(_user, Path, body, ("Idempotency-Key", key)));
        await Problem.ReadAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused() => await Problem.ReadAsync(
        await shop.PostAsync(_user, Path, ShopHost.Body((await shop.AddProductAsync(), 1)), ("Idempotency-Key", new string('k', 129))),
        HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("\"shippingAddress\":null")]
    [InlineData("\"shippingAddress\":{}")]
    [InlineData("\"shippingAddress\":{\"name\":\"A\",\"street\":\"S\",\"city\":\"C\",\"postalCode\":\"P\",\"country\":\"\"}")]
    [InlineData("\"shippingAddress\":{\"name\":\"A\\nB\",\"street\":\"S\",\"city\":\"C\",\"postalCode\":\"P\",\"country\":\"GB\"}")]
    public async Task An_address_that_is_wrong_is_refused(string address)
    {
        var body = $"{{\"items\":[{{\"productId\":\"{await shop.AddProductAsync()}\",\"quantity\":1}}],{address}}}";
        var problem = await Problem.ReadAsync(await shop.PostTextAsync(_user, Path, body, ("Idempotency-Key", "key")), HttpStatusCode.BadRequest);
        Assert.All(problem.Errors.Keys, key => Assert.StartsWith("shippingAddress", key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_orders_without_a_login() =>
        await Problem.ReadAsync(await shop.Orders.Client.GetAsync(Path), HttpStatusCode.Unauthorized);

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/ORDER")]
    [InlineData("GET", "/ORDER/payments")]
    [InlineData("POST", "/ORDER/pay")]
    [InlineData("POST", "/ORDER/cancel")]
    public async Task A_token_that_has_expired_opens_nothing(string method, string path)
    {
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Path}{path.Replace("ORDER", $"{id}", StringComparison.Ordinal)}");
        request.Headers.Authorization = shop.LogIn(_user, shop.Time.GetUtcNow() - TimeSpan.FromHours(1) - Jwt.ClockSkew);
        if (method == "POST") request.Content = JsonContent.Create(new { paymentToken = "tok_visa" });

        Assert.Equal("invalid_token", (await Problem.ReadAsync(await shop.Orders.Client.SendAsync(request), HttpStatusCode.Unauthorized)).Code);
        Assert.Equal("AwaitingPayment", await shop.StatusAsync(_user, id));
    }

    private static string Order(string items) =>
        $"{{\"items\":{items},\"shippingAddress\":{{\"name\":\"A\",\"street\":\"S\",\"city\":\"C\",\"postalCode\":\"P\",\"country\":\"GB\"}}}}";
}
