using System.Net;
using System.Net.Http.Json;
using System.Text;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;

namespace DaprShop.Tests.Products;

public sealed class ProductsApiTests(ProductsHost products) : IClassFixture<ProductsHost>
{
    private const string Path = "/api/v1/products";

    public static TheoryData<string> MalformedBodies =>
    [
        "", "{", "null", "[]", "\"text\"", "{}", "{\"name\":1}", "{\"name\":\"a\",\"name\":\"b\"}",
        Body("\"price\":\"12\""), Body("\"price\":-1"), Body("\"price\":0"), Body("\"price\":1.001"), Body("\"price\":1e40"), Body("\"price\":1000000.01"),
        Body("\"price\":NaN"), Body("\"price\":null"), Body("\"stock\":-1"), Body("\"stock\":1000000001"), Body("\"stock\":99999999999999999999"),
        Body("\"stock\":1.5"), Body("\"stock\":null"), Body("\"currency\":\"eur\""), Body("\"currency\":\"EURO\""), Body("\"currency\":null"),
        Body("\"name\":\"\""), Body("\"name\":\" \""), Body("\"name\":null"), Body("\"name\":\"a\\u0000b\""), Body("\"name\":\"a\\r\\nX-Evil: 1\""),
        Body("\"name\":\"\\ud800\""), Body($"\"name\":\"{new string('x', 201)}\""), Body($"\"description\":\"{new string('x', 2001)}\""),
        Body("\"category\":\"\""), Body($"\"category\":\"{new string('x', 65)}\""), Body("\"id\":\"0198c0de-0000-7000-8000-000000000001\""),
        Body("\"x\":" + new string('[', 100) + new string(']', 100)),
    ];

    [Theory]
    [MemberData(nameof(ProductsHost.Stores), MemberType = typeof(ProductsHost))]
    public async Task An_administrator_adds_changes_and_removes_a_product(string store)
    {
        await using var shop = await ProductsHost.StartAsync(store);
        var added = await shop.AsAdministratorAsync(HttpMethod.Post, Path,
            new { name = "Teapot", description = "Blue", category = "Kitchen", price = 12.5m, currency = "EUR", stock = 3 });
        var product = await ProductsHost.ReadAsync(added, HttpStatusCode.Created);
        var location = $"{Path}/{(Guid)product["id"]!}";
        Assert.Equal(location, added.Headers.Location?.ToString());
        Assert.Equal("\"1.3\"", added.Headers.ETag?.Tag);

        var got = await shop.GetAsync(location);
        Assert.Equal(product.ToJsonString(), (await ProductsHost.ReadAsync(got, HttpStatusCode.OK)).ToJsonString());
        Assert.Equal(added.Headers.ETag, got.Headers.ETag);

        var changed = await shop.AsAdministratorAsync(HttpMethod.Put, location,
            new { name = "Kettle", category = "Kitchen", price = 20, currency = "EUR" }, ifMatch: "\"1.3\"");
        Assert.Equal("Kettle", (string?)(await ProductsHost.ReadAsync(changed, HttpStatusCode.OK))["name"]);
        Assert.Equal("\"2.3\"", changed.Headers.ETag?.Tag);
        Assert.Equal(1, (int?)(await ProductsHost.ReadAsync(await shop.GetAsync($"{Path}?search=kett"), HttpStatusCode.OK))["total"]);

        Assert.Equal(HttpStatusCode.NoContent, (await shop.AsAdministratorAsync(HttpMethod.Delete, location, ifMatch: "\"2.3\"")).StatusCode);
        await Problem.ReadAsync(await shop.GetAsync(location), HttpStatusCode.NotFound);
        await Problem.ReadAsync(await shop.AsAdministratorAsync(HttpMethod.Delete, location, ifMatch: "*"), HttpStatusCode.NotFound);
        Assert.Equal(0, (int?)(await ProductsHost.ReadAsync(await shop.GetAsync($"{Path}?search=kett"), HttpStatusCode.OK))["total"]);
    }

    [Fact]
    public async Task Nobody_but_the_administrator_writes()
    {
        var id = await products.AddAsync();
        foreach (var (method, path) in new[] { (HttpMethod.Post, Path), (HttpMethod.Put, $"{Path}/{id}"), (HttpMethod.Delete, $"{Path}/{id}"), (HttpMethod.Post, $"{Path}/{id}/stock"), (HttpMethod.Get, $"{Path}/{id}/stock") })
        {
            await Problem.ReadAsync(await products.SendAsync(method, path, JsonContent.Create(new { }), login: null), HttpStatusCode.Unauthorized);
            await Problem.ReadAsync(await products.SendAsync(method, path, JsonContent.Create(new { }), Roles.Customer), HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [MemberData(nameof(MalformedBodies))]
    public async Task A_product_that_is_wrong_is_refused_and_nothing_is_stored(string body)
    {
        var writes = 0;
        products.Store.BeforeWrite = _ =>
        {
            Interlocked.Increment(ref writes);
            return null;
        };
        var response = await products.SendAsync(HttpMethod.Post, Path, new StringContent(body, Encoding.UTF8, "application/json"), Roles.Administrator);

        await Problem.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(0, writes);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_refused()
    {
        var invalidUtf8 = new ByteArrayContent([.. "{\"name\":\""u8, 0xFF, 0xFE, .. "\"}"u8]) { Headers = { ContentType = new("application/json") } };
        await Problem.ReadAsync(await products.SendAsync(HttpMethod.Post, Path, invalidUtf8, Roles.Administrator), HttpStatusCode.BadRequest);
        await Problem.ReadAsync(await products.SendAsync(HttpMethod.Post, Path, new StringContent("name=a"), Roles.Administrator), HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Every_wrong_field_is_named()
    {
        var response = await products.AsAdministratorAsync(HttpMethod.Post, Path, new { name = "", price = 0, currency = "?", stock = -1 });
        var problem = await Problem.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(["category", "currency", "name", "price", "stock"], problem.Errors.Keys.Order());
    }

    [Fact]
    public async Task A_reader_who_has_the_product_and_its_stock_gets_304()
    {
        var location = $"{Path}/{await products.AddAsync(stock: 5)}";
        Assert.Equal(HttpStatusCode.NotModified, (await products.GetAsync(location, ifNoneMatch: "\"1.5\"")).StatusCode);
        await products.AsAdministratorAsync(HttpMethod.Post, $"{location}/stock", new { delta = 1, reason = "delivered" });
        var changed = await products.GetAsync(location, ifNoneMatch: "\"1.5\"");

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("\"1.6\"", changed.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task An_edit_is_judged_by_the_revision_alone()
    {
        var location = $"{Path}/{await products.AddAsync(stock: 5)}";
        var edit = new { name = "Cup", category = "Kitchen", price = 1, currency = "EUR" };
        await Problem.ReadAsync(await products.AsAdministratorAsync(HttpMethod.Put, location, edit), HttpStatusCode.PreconditionRequired);
        await Problem.ReadAsync(await products.AsAdministratorAsync(HttpMethod.Put, location, edit, ifMatch: "nonsense"), HttpStatusCode.BadRequest);
        await Problem.ReadAsync(await products.AsAdministratorAsync(HttpMethod.Put, location, edit, ifMatch: "\"1\""), HttpStatusCode.PreconditionFailed);
        await products.AsAdministratorAsync(HttpMethod.Post, $"{location}/stock", new { delta = -1, reason = "broken" });

        Assert.Equal(HttpStatusCode.OK, (await products.AsAdministratorAsync(HttpMethod.Put, location, edit, ifMatch: "\"1.5\"")).StatusCode);
        await Problem.ReadAsync(await products.AsAdministratorAsync(HttpMethod.Put, location, edit, ifMatch: "\"1.5\""), HttpStatusCode.PreconditionFailed);
        await Problem.ReadAsync(await products.AsAdministratorAsync(HttpMethod.Delete, location, ifMatch: "\"1.5\""), HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task The_list_is_searched_filtered_sorted_and_paged()
    {
        await using var shop = await ProductsHost.StartAsync();
        await shop.AddAsync("Blue cup", 3, category: "Kitchen");
        await shop.AddAsync("Red cup", 2, category: "Kitchen");
        await shop.AddAsync("Blue chair", 50, category: "Garden", description: "Goes with the cups");

        Assert.Equal(["Blue chair", "Blue cup", "Red cup"], await NamesAsync(shop, ""));
        Assert.Equal(["Blue chair", "Blue cup", "Red cup"], await NamesAsync(shop, "?search=CUP&sort=name"));
        Assert.Equal(["Blue chair", "Blue cup"], await NamesAsync(shop, "?search=blu%20cu"));
        Assert.Equal(["Red cup", "Blue cup"], await NamesAsync(shop, "?category=kitchen&sort=price"));
        Assert.Equal(["Blue chair", "Blue cup"], await NamesAsync(shop, "?minPrice=2.01&sort=-price"));
        Assert.Equal(["Red cup"], await NamesAsync(shop, "?maxPrice=2"));
        Assert.Equal(["Red cup"], await NamesAsync(shop, "?page=2&pageSize=1&sort=created", total: 3));
        Assert.Empty(await NamesAsync(shop, "?page=1000000&pageSize=100", total: 3));
    }

    [Theory]
    [InlineData("page=0")]
    [InlineData("page=x")]
    [InlineData("page=99999999999")]
    [InlineData("pageSize=0")]
    [InlineData("pageSize=101")]
    [InlineData("sort=secret")]
    [InlineData("sort=-")]
    [InlineData("minPrice=-1")]
    [InlineData("minPrice=cheap")]
    [InlineData("maxPrice=1e9")]
    [InlineData("minPrice=2&maxPrice=1")]
    public async Task A_query_that_is_wrong_is_refused(string query) =>
        await Problem.ReadAsync(await products.GetAsync($"{Path}?{query}"), HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_search_that_is_too_long_is_refused() =>
        await Problem.ReadAsync(await products.GetAsync($"{Path}?search={new string('x', 201)}"), HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("0198c0de-0000-7000-8000-000000000001")]
    [InlineData("1")]
    [InlineData("..%2F..%2Finternal")]
    public async Task An_id_of_nothing_is_not_found(string id) =>
        await Problem.ReadAsync(await products.GetAsync($"{Path}/{id}"), HttpStatusCode.NotFound);

    [Fact]
    public async Task Every_route_says_what_it_does()
    {
        var document = await ProductsHost.ReadAsync(await products.GetAsync("/openapi/v1.json"), HttpStatusCode.OK);
        Assert.All(document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()), operation =>
            Assert.False(string.IsNullOrEmpty((string?)operation.Value!["summary"]), operation.Key));
    }

    private static string Body(string field)
    {
        var name = field[..field.IndexOf(':', StringComparison.Ordinal)];
        var fields = new[] { "\"name\":\"Cup\"", "\"description\":\"\"", "\"category\":\"Kitchen\"", "\"price\":1", "\"currency\":\"EUR\"", "\"stock\":1" };
        return $"{{{string.Join(',', fields.Where(other => !other.StartsWith(name, StringComparison.Ordinal)).Append(field))}}}";
    }

    private static async Task<IEnumerable<string?>> NamesAsync(ProductsHost shop, string query, int? total = null)
    {
        var page = await ProductsHost.ReadAsync(await shop.GetAsync(Path + query), HttpStatusCode.OK);
        var names = page["items"]!.AsArray().Select(item => (string?)item!["name"]).ToList();
        Assert.Equal(total ?? names.Count, (int?)page["total"]);
        return names;
    }
}
