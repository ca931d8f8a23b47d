using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace DaprShop.Tests.EndToEnd;

/// <summary>Input that nobody well-meaning sends: a 4xx that says what is wrong, and nothing is stored.</summary>
public sealed class BadInputTests(SharedShop shared)
{
    private const string Product = """{"name":"Lamp","description":"d","category":"c","price":1.50,"currency":"EUR","stock":1}""";

    private Shop Shop => shared.Shop;

    public static TheoryData<string, string> BadProducts => new()
    {
        { "not JSON", "{" },
        { "a wrong type", Product.Replace("\"Lamp\"", "17") },
        { "text for a number", Product.Replace("1.50", "\"cheap\"") },
        { "an unknown field", Product.Replace("\"stock\":1", "\"stock\":1,\"discount\":99") },
        { "a list", $"[{Product}]" },
        { "nothing", "" },
        { "null", "null" },
        { "a negative price", Product.Replace("1.50", "-1") },
        { "a free product", Product.Replace("1.50", "0") },
        { "a price of three decimals", Product.Replace("1.50", "1.505") },
        { "a price beyond every number", Product.Replace("1.50", "1e400") },
        { "a huge price", Product.Replace("1.50", "99999999999999999999999999999999") },
        { "negative stock", Product.Replace("\"stock\":1", "\"stock\":-1") },
        { "stock that overflows", Product.Replace("\"stock\":1", "\"stock\":99999999999") },
        { "a fractional stock", Product.Replace("\"stock\":1", "\"stock\":1.5") },
        { "a currency that is none", Product.Replace("EUR", "euros") },
        { "an empty name", Product.Replace("Lamp", "") },
        { "a name without end", Product.Replace("Lamp", new string('x', 100_000)) },
        { "a name with control characters", Product.Replace("Lamp", "La\\u0000mp") },
        { "deep nesting", string.Concat(Enumerable.Repeat("{\"name\":", 5_000)) + "1" + new string('}', 5_000) },
    };

    [Theory]
    [MemberData(nameof(BadProducts))]
    public async Task A_bad_product_is_refused_with_the_reason(string what, string body)
    {
        var administrator = await Shop.AdministratorAsync();
        var before = await TotalAsync(administrator);

        var (status, problem) = await PostAsync("/api/v1/products", Encoding.UTF8.GetBytes(body), administrator.Token);

        Assert.True(status == HttpStatusCode.BadRequest, $"{what}: {status} {problem}");
        Assert.False(string.IsNullOrEmpty(problem?["code"]?.GetValue<string>()), what);
        Assert.Equal(before, await TotalAsync(administrator));
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_is_refused()
    {
        var administrator = await Shop.AdministratorAsync();
        var body = Encoding.UTF8.GetBytes(Product);
        body[Product.IndexOf("Lamp", StringComparison.Ordinal)] = 0xFF;
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("/api/v1/products", body, administrator.Token)).Status);
    }

    [Theory]
    [InlineData("quantity", "0")]
    [InlineData("quantity", "-1")]
    [InlineData("quantity", "1001")]
    [InlineData("quantity", "99999999999")]
    [InlineData("quantity", "\"two\"")]
    [InlineData("price", "0.01")]
    [InlineData("productId", "\"../../x\"")]
    public async Task A_bad_order_line_is_refused(string field, string value)
    {
        var administrator = await Shop.AdministratorAsync();
        var line = new JsonObject { ["productId"] = await administrator.AddProductAsync(stock: 10), ["quantity"] = 1 };
        line[field] = JsonNode.Parse(value);
        var order = new JsonObject
        {
            ["items"] = new JsonArray(line),
            ["shippingAddress"] = new JsonObject { ["name"] = "n", ["street"] = "s", ["city"] = "c", ["postalCode"] = "p", ["country"] = "US" },
        };
        var customer = await Shop.NewCustomerAsync();

        var (status, _) = await PostAsync("/api/v1/orders", Encoding.UTF8.GetBytes(order.ToJsonString()), customer.Token, ("Idempotency-Key", Guid.NewGuid().ToString()));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(0, (await customer.GetAsync("/api/v1/orders")).Number("total"));
    }

    [Theory]
    [InlineData("/api/v1/products?page=-1")]
    [InlineData("/api/v1/products?page=99999999999")]
    [InlineData("/api/v1/products?pageSize=1000000")]
    [InlineData("/api/v1/products?minPrice=abc")]
    [InlineData("/api/v1/products?sort=drop%20table")]
    public async Task Bad_paging_is_refused(string path)
    {
        using var answer = await Shop.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("POST", "/api/v1/users/login")]
    [InlineData("POST", "/api/v1/users/refresh")]
    [InlineData("POST", "/api/v1/orders")]
    [InlineData("PUT", "/api/v1/basket")]
    public async Task A_body_that_is_not_what_its_headers_say_is_never_the_shops_fault(string verb, string path)
    {
        var customer = await Shop.NewCustomerAsync();
        foreach (var (body, thenNothing) in BadBodies.Broken.Concat(BadBodies.Strange).Select(body => (body, false)).Concat(BadBodies.Cut.Select(body => (body, true))))
        {
            var type = body.Contains("Content-Type", StringComparison.Ordinal) ? "" : "Content-Type: application/json\r\n";
            var answer = await RawHttp.SendAsync(Shop.Client.BaseAddress!,
                $"{verb} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {customer.Token}\r\nIdempotency-Key: bad-body\r\n{type}{body}", thenNothing);

            // Nobody waits for an answer to a body that ends before it should, as most servers see it.
            Assert.True(answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || (thenNothing && answer.Length == 0), $"{body}: {answer}");
        }
    }

    private static async Task<int> TotalAsync(Customer customer) => (await customer.GetAsync("/api/v1/products?search=Lamp&category=c&pageSize=1")).Number("total");

    private async Task<(HttpStatusCode Status, JsonNode? Problem)> PostAsync(string path, byte[] body, string token, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Shop.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
