using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DaprShop.Testing;

namespace DaprShop.Tests.Products;

/// <summary>Both sides of each limit in requests: the last that is taken, and the first that is refused.</summary>
public sealed class ProductLimitsTests(ProductsHost products) : IClassFixture<ProductsHost>
{
    private const string Path = "/api/v1/products";

    public static TheoryData<string, JsonNode?, bool> Fields => new()
    {
        { "name", Text(1), true },
        { "name", Text(200), true },
        { "name", Text(201), false },
        { "name", "", false },
        { "description", "", true },
        { "description", Text(2000), true },
        { "description", Text(2001), false },
        { "category", Text(1), true },
        { "category", Text(64), true },
        { "category", Text(65), false },
        { "category", "", false },
        { "price", 0m, false },
        { "price", 0.01m, true },
        { "price", 0.001m, false },
        { "price", 1_000_000m, true },
        { "price", 1_000_000.01m, false },
        { "stock", -1, false },
        { "stock", 0, true },
        { "stock", 1_000_000_000, true },
        { "stock", 1_000_000_001, false },
    };

    [Theory]
    [MemberData(nameof(Fields), DisableDiscoveryEnumeration = true)]
    public async Task A_field_at_its_limit_is_taken_as_it_is_and_past_it_refused(string field, JsonNode? value, bool isTaken)
    {
        var added = await products.AsAdministratorAsync(HttpMethod.Post, Path, With(field, value));
        var replaced = await products.AsAdministratorAsync(HttpMethod.Put, $"{Path}/{await products.AddAsync()}", With(field, value), ifMatch: "*");
        foreach (var (answer, status) in new[] { (added, HttpStatusCode.Created), (replaced, HttpStatusCode.OK) })
        {
            if (isTaken)
                Assert.True(JsonNode.DeepEquals(value, (await ProductsHost.ReadAsync(answer, status))[field]));
            else
                await Problem.ReadAsync(answer, HttpStatusCode.BadRequest);
        }
    }

    [Theory]
    [InlineData("page=0", false)]
    [InlineData("page=1", true)]
    [InlineData("page=1000000", true)]
    [InlineData("page=1000001", false)]
    [InlineData("pageSize=0", false)]
    [InlineData("pageSize=1", true)]
    [InlineData("pageSize=100", true)]
    [InlineData("pageSize=101", false)]
    [InlineData("minPrice=-0.01", false)]
    [InlineData("minPrice=0", true)]
    [InlineData("minPrice=2&maxPrice=2", true)]
    [InlineData("minPrice=2&maxPrice=1.99", false)]
    public async Task A_query_at_its_limit_is_answered_and_past_it_refused(string query, bool isTaken) =>
        Assert.Equal(isTaken ? HttpStatusCode.OK : HttpStatusCode.BadRequest, (await products.GetAsync($"{Path}?{query}")).StatusCode);

    [Theory]
    [InlineData("search", 200)]
    [InlineData("category", 64)]
    public async Task A_text_to_look_for_has_a_longest_length(string parameter, int longest)
    {
        Assert.Equal(HttpStatusCode.OK, (await products.GetAsync($"{Path}?{parameter}={Text(longest)}")).StatusCode);
        Assert.Equal([parameter], (await Problem.ReadAsync(
            await products.GetAsync($"{Path}?{parameter}={Text(longest + 1)}"), HttpStatusCode.BadRequest)).Errors.Keys);
    }

    [Fact]
    public async Task Stock_can_be_adjusted_from_none_to_the_most_and_back_and_no_further()
    {
        var path = $"{Path}/{await products.AddAsync(stock: 0)}/stock";
        var steps = new (long Delta, HttpStatusCode Status)[]
        {
            (-1, HttpStatusCode.Conflict), (1_000_000_001, HttpStatusCode.BadRequest), (1_000_000_000, HttpStatusCode.OK), (1, HttpStatusCode.Conflict),
            (0, HttpStatusCode.BadRequest), (-1_000_000_001, HttpStatusCode.BadRequest), (-1_000_000_000, HttpStatusCode.OK), (1, HttpStatusCode.OK),
        };
        foreach (var (delta, status) in steps)
            Assert.Equal((delta, status), (delta, (await products.AsAdministratorAsync(HttpMethod.Post, path, new { delta, reason = "counted" })).StatusCode));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public async Task A_reason_has_a_length(int length, bool isTaken)
    {
        var path = $"{Path}/{await products.AddAsync()}/stock";
        var answer = await products.AsAdministratorAsync(HttpMethod.Post, path, new { delta = 1, reason = Text(length) });
        Assert.Equal(isTaken ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_page_of_the_ledger_is_one_that_there_is(int page, bool isThere)
    {
        var answer = await products.AsAdministratorAsync(HttpMethod.Get, $"{Path}/{await products.AddAsync()}/stock?page={page}");
        Assert.Equal(isThere ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(1, 0, false)]
    [InlineData(1, 1, true)]
    [InlineData(int.MaxValue, 1000, true)]
    [InlineData(1, 1001, false)]
    public async Task A_reservation_has_a_revision_and_a_quantity(int revision, int quantity, bool isTaken)
    {
        var product = await products.AddAsync(stock: 1000);
        var answer = await products.TryForOrderAsync(Guid.CreateVersion7(), "reserve", ProductsHost.Items(product, quantity, revision));
        Assert.Equal(isTaken ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
        var held = isTaken ? quantity : 0L;
        Assert.Equal((1000 - held, held, 0), await products.StockAsync(product));
    }

    [Theory]
    [InlineData("release")]
    [InlineData("commit")]
    public async Task A_release_and_a_commit_have_a_revision(string movement)
    {
        var product = await products.AddAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await products.TryForOrderAsync(Guid.CreateVersion7(), movement, ProductsHost.Ids(product, revision: 0))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await products.TryForOrderAsync(Guid.CreateVersion7(), movement, ProductsHost.Ids(product, revision: 1))).StatusCode);
    }

    /// <summary>What is asked for many products, and the most of them. None of those that are asked for here exists.</summary>
    [Theory]
    [InlineData("prices", 200)]
    [InlineData("offers", 100)]
    [InlineData("orders/0198c0de-0000-7000-8000-000000000001/reserve", 200)]
    [InlineData("orders/0198c0de-0000-7000-8000-000000000001/release", 200)]
    [InlineData("orders/0198c0de-0000-7000-8000-000000000001/commit", 200)]
    public async Task A_request_is_for_one_to_so_many_products_each_once(string what, int most)
    {
        async Task<HttpStatusCode> AskAsync(params Guid[] productIds)
        {
            object body = what switch
            {
                "prices" or "offers" => new { productIds },
                _ when what.EndsWith("reserve", StringComparison.Ordinal) =>
                    new { revision = 1, items = productIds.Select(productId => new { productId, quantity = 1 }) },
                _ => new { revision = 1, productIds },
            };
            return (await products.SendAsync(HttpMethod.Post, $"/internal/v1/{what}", JsonContent.Create(body), login: null)).StatusCode;
        }

        var ids = Enumerable.Range(0, most + 1).Select(_ => Guid.CreateVersion7()).ToArray();
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync());
        Assert.Equal(HttpStatusCode.OK, await AskAsync(ids[0]));
        Assert.NotEqual(HttpStatusCode.BadRequest, await AskAsync(ids[..most]));
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(ids));
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(ids[0], ids[0]));
    }

    private static string Text(int length) => new('x', length);

    private static JsonObject With(string field, JsonNode? value)
    {
        var body = new JsonObject { ["name"] = "Cup", ["description"] = "", ["category"] = "Kitchen", ["price"] = 1, ["currency"] = "EUR", ["stock"] = 1 };
        body[field] = value?.DeepClone();
        return body;
    }
}
