using System.Net;
using System.Text.Json.Nodes;
using DaprShop.Testing;

namespace DaprShop.Tests.Baskets;

public sealed class BasketApiTests(BasketsHost shop) : IClassFixture<BasketsHost>
{
    private const string ProductPlace = "PRODUCT";
    private readonly Guid _user = Guid.CreateVersion7();

    public static TheoryData<string, string> BadBaskets => new()
    {
        { "no items", "{}" },
        { "null", """{"items":null}""" },
        { "a null item", """{"items":[null]}""" },
        { "not a list", """{"items":{}}""" },
        { "no product", """{"items":[{"quantity":1}]}""" },
        { "an id that is none", """{"items":[{"productId":"1","quantity":1}]}""" },
        { "an unknown product", """{"items":[{"productId":"0198c0de-0000-7000-8000-000000000001","quantity":1}]}""" },
        { "a price", """{"items":[{"productId":"PRODUCT","quantity":1,"unitPrice":0.01}]}""" },
        { "no quantity", """{"items":[{"productId":"PRODUCT"}]}""" },
        { "none", """{"items":[{"productId":"PRODUCT","quantity":0}]}""" },
        { "less than none", """{"items":[{"productId":"PRODUCT","quantity":-1}]}""" },
        { "too many", """{"items":[{"productId":"PRODUCT","quantity":1001}]}""" },
        { "an overflow", """{"items":[{"productId":"PRODUCT","quantity":4294967297}]}""" },
        { "half a piece", """{"items":[{"productId":"PRODUCT","quantity":0.5}]}""" },
        { "a product twice", """{"items":[{"productId":"PRODUCT","quantity":1},{"productId":"PRODUCT","quantity":1}]}""" },
        { "another's basket", """{"items":[],"userId":"0198c0de-0000-7000-8000-000000000001"}""" },
    };

    [Theory]
    [MemberData(nameof(BasketsHost.Stores), MemberType = typeof(BasketsHost))]
    public async Task A_customer_fills_changes_and_empties_a_basket(string store)
    {
        await using var own = await BasketsHost.StartAsync(store);
        var (pot, cup) = (await own.AddProductAsync(), await own.AddProductAsync());
        Assert.Empty(await own.ItemsAsync(_user));

        await BasketsHost.ReadAsync(await own.AddAsync(_user, pot, 2), HttpStatusCode.OK);
        await BasketsHost.ReadAsync(await own.AddAsync(_user, cup), HttpStatusCode.OK);
        var added = await BasketsHost.ReadAsync(await own.AddAsync(_user, pot, 3), HttpStatusCode.OK);
        Assert.Equal([(pot, 5), (cup, 1)], BasketsHost.Items(added));
        Assert.Equal([(pot, 5), (cup, 1)], await own.ItemsAsync(_user));

        var replaced = await BasketsHost.ReadAsync(await own.ReplaceAsync(_user, null, (cup, 4)), HttpStatusCode.OK);
        Assert.Equal([(cup, 4)], BasketsHost.Items(replaced));
        Assert.Equal(HttpStatusCode.NoContent, (await own.EmptyAsync(_user)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await own.EmptyAsync(_user)).StatusCode);
        Assert.Empty(await own.ItemsAsync(_user));
    }

    [Theory]
    [MemberData(nameof(BasketsHost.Stores), MemberType = typeof(BasketsHost))]
    public async Task Of_a_basket_that_two_people_edit_neither_overwrites_what_the_other_did(string store)
    {
        await using var own = await BasketsHost.StartAsync(store);
        var product = await own.AddProductAsync();
        var never = Tag(await own.GetAsync(_user));
        var seen = Tag(await own.AddAsync(_user, product, ifMatch: never));
        Assert.Equal(seen, Tag(await own.GetAsync(_user)));
        var changed = Tag(await own.ReplaceAsync(_user, seen, (product, 2)));

        foreach (var stale in new[] { never, seen, $"W/{changed}", $"\"{Guid.Empty}\"" })
        {
            Assert.Equal("precondition_failed", (await Problem.ReadAsync(await own.ReplaceAsync(_user, stale), HttpStatusCode.PreconditionFailed)).Code);
            await Problem.ReadAsync(await own.AddAsync(_user, product, ifMatch: stale), HttpStatusCode.PreconditionFailed);
            await Problem.ReadAsync(await own.EmptyAsync(_user, stale), HttpStatusCode.PreconditionFailed);
            await Problem.ReadAsync(await own.CheckOutAsync(_user, "key", stale), HttpStatusCode.PreconditionFailed);
        }

        Assert.Equal(["If-Match"], (await Problem.ReadAsync(await own.ReplaceAsync(_user, "no-tag"), HttpStatusCode.BadRequest)).Errors.Keys);
        Assert.Equal([(product, 2)], await own.ItemsAsync(_user));
        Assert.Equal(HttpStatusCode.NoContent, (await own.EmptyAsync(_user, changed)).StatusCode);
    }

    [Fact]
    public async Task A_basket_shows_names_prices_and_stock_as_of_now()
    {
        var (pot, cup, gone) = (await shop.AddProductAsync(19.99m, stock: 3), await shop.AddProductAsync(0.05m, stock: 1), await shop.AddProductAsync());
        foreach (var product in new[] { pot, cup, gone }) await shop.AddAsync(_user, product, 3);
        await shop.RemoveProductAsync(gone);

        var basket = await BasketsHost.ReadAsync(await shop.GetAsync(_user), HttpStatusCode.OK);

        Assert.Equal(["Available", "Insufficient", "Unavailable"], basket["items"]!.AsArray().Select(item => (string?)item!["availability"]));
        Assert.Equal([3L, 1L, null], basket["items"]!.AsArray().Select(item => (long?)item!["stock"]));
        Assert.Equal([19.99m, 0.05m, null], basket["items"]!.AsArray().Select(item => (decimal?)item!["unitPrice"]));
        Assert.Equal("Teapot", (string?)basket["items"]![0]!["name"]);
        Assert.Equal((60.12m, "EUR"), ((decimal)basket["total"]!, (string?)basket["currency"]));
    }

    [Fact]
    public async Task Prices_in_two_currencies_have_no_total()
    {
        await shop.AddAsync(_user, await shop.AddProductAsync(currency: "EUR"));
        var basket = await BasketsHost.ReadAsync(await shop.AddAsync(_user, await shop.AddProductAsync(currency: "USD")), HttpStatusCode.OK);
        Assert.Null(basket["total"]);
        Assert.Null(basket["currency"]);
    }

    [Fact]
    public async Task What_has_left_the_catalogue_may_stay_but_not_come()
    {
        var (pot, gone) = (await shop.AddProductAsync(), await shop.AddProductAsync());
        await shop.AddAsync(_user, gone);
        await shop.RemoveProductAsync(gone);

        var kept = await BasketsHost.ReadAsync(await shop.ReplaceAsync(_user, null, (pot, 1), (gone, 2)), HttpStatusCode.OK);
        Assert.Equal([(pot, 1), (gone, 2)], BasketsHost.Items(kept));

        var other = Guid.CreateVersion7();
        Assert.Equal(["productId"], (await Problem.ReadAsync(await shop.AddAsync(other, gone), HttpStatusCode.BadRequest)).Errors.Keys);
        var problem = await Problem.ReadAsync(await shop.ReplaceAsync(other, null, (pot, 1), (gone, 1)), HttpStatusCode.BadRequest);
        Assert.Equal(["items[1].productId"], problem.Errors.Keys);
    }

    [Fact]
    public async Task Without_the_catalogue_a_basket_works_and_has_no_prices()
    {
        await using var own = await BasketsHost.StartAsync();
        var (pot, cup) = (await own.AddProductAsync(), await own.AddProductAsync());
        await own.AddAsync(_user, pot, 2);
        await own.StopProductsAsync();

        var basket = await BasketsHost.ReadAsync(await own.AddAsync(_user, cup), HttpStatusCode.OK);

        Assert.Equal([(pot, 2), (cup, 1)], BasketsHost.Items(basket));
        Assert.All(basket["items"]!.AsArray(), item => Assert.Equal("Unknown", (string?)item!["availability"]));
        Assert.Null(basket["total"]);
    }

    [Fact]
    public async Task Nobody_sees_the_basket_of_another()
    {
        await shop.AddAsync(_user, await shop.AddProductAsync());
        Assert.Empty(await shop.ItemsAsync(Guid.CreateVersion7()));
        await Problem.ReadAsync(await shop.Client.GetAsync(BasketsHost.Path), HttpStatusCode.Unauthorized);
        await Problem.ReadAsync(await shop.Client.PostAsync($"{BasketsHost.Path}/checkout", null), HttpStatusCode.Unauthorized);
    }

    [Theory]
    [MemberData(nameof(BadBaskets))]
    public async Task A_basket_that_is_wrong_is_refused_with_the_field_and_changes_nothing(string what, string body)
    {
        var product = await shop.AddProductAsync();
        await shop.AddAsync(_user, product);
        var text = body.Replace(ProductPlace, $"{product}", StringComparison.Ordinal);

        var response = await shop.SendTextAsync(_user, HttpMethod.Put, BasketsHost.Path, text);
        Assert.True((await Problem.ReadAsync(response, HttpStatusCode.BadRequest)).Errors.Count > 0, what);
        if (!what.StartsWith("an unknown", StringComparison.Ordinal)) // a merge takes those along
        {
            response = await shop.SendTextAsync(_user, HttpMethod.Post, $"{BasketsHost.Path}/merge", text, ("Idempotency-Key", "key"));
            Assert.True((await Problem.ReadAsync(response, HttpStatusCode.BadRequest)).Errors.Count > 0, what);
        }

        Assert.Equal([(product, 1)], await shop.ItemsAsync(_user));
    }

    [Theory]
    [InlineData("""{"productId":"PRODUCT"}""", "quantity")]
    [InlineData("""{"productId":"PRODUCT","quantity":-1}""", "quantity")]
    [InlineData("""{"productId":"PRODUCT","quantity":1001}""", "quantity")]
    [InlineData("""{"productId":"PRODUCT","quantity":"1"}""", "quantity")]
    [InlineData("""{"quantity":1}""", "productId")]
    [InlineData("""{"productId":"0198c0de-0000-7000-8000-000000000001","quantity":1}""", "productId")]
    [InlineData("""{"productId":"PRODUCT","quantity":1,"price":0.01}""", "price")]
    public async Task An_item_that_is_wrong_is_refused_with_the_field(string body, string field)
    {
        var text = body.Replace(ProductPlace, $"{await shop.AddProductAsync()}", StringComparison.Ordinal);
        var response = await shop.SendTextAsync(_user, HttpMethod.Post, $"{BasketsHost.Path}/items", text);
        Assert.Equal([field], (await Problem.ReadAsync(response, HttpStatusCode.BadRequest)).Errors.Keys);
        Assert.Empty(await shop.ItemsAsync(_user));
    }

    [Fact]
    public async Task A_basket_holds_what_an_order_may_hold_and_no_more()
    {
        var product = await shop.AddProductAsync();
        await BasketsHost.ReadAsync(await shop.AddAsync(_user, product, 1000), HttpStatusCode.OK);
        var problem = await Problem.ReadAsync(await shop.AddAsync(_user, product), HttpStatusCode.Conflict);
        Assert.Equal(("too_many_pieces", product), (problem.Code, problem.Others["productIds"][0].GetGuid()));

        var others = Enumerable.Range(0, 99).Select(_ => (Guid.CreateVersion7(), 1)).ToArray();
        await BasketsHost.ReadAsync(await shop.MergeAsync(_user, "first", others), HttpStatusCode.OK);
        Assert.Equal("basket_full", (await Problem.ReadAsync(await shop.MergeAsync(_user, "second", (Guid.CreateVersion7(), 1)), HttpStatusCode.Conflict)).Code);
        Assert.Equal([(product, 1000), .. others], await shop.ItemsAsync(_user));

        var tooMany = Enumerable.Range(0, 101).Select(_ => (Guid.CreateVersion7(), 1)).ToArray();
        Assert.Equal(["items"], (await Problem.ReadAsync(await shop.ReplaceAsync(_user, null, tooMany), HttpStatusCode.BadRequest)).Errors.Keys);
    }

    [Fact]
    public async Task A_product_that_is_put_in_again_with_the_same_key_is_in_once()
    {
        var product = await shop.AddProductAsync();
        for (var i = 0; i < 3; i++) await BasketsHost.ReadAsync(await shop.AddAsync(_user, product, 2, key: "click"), HttpStatusCode.OK);
        Assert.Equal([(product, 2)], await shop.ItemsAsync(_user));
        await Problem.ReadAsync(await shop.AddAsync(_user, product, 3, key: "click"), HttpStatusCode.UnprocessableEntity);
        await Problem.ReadAsync(await shop.AddAsync(_user, product, 2, key: "two words"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Nothing_gets_lost_when_much_is_put_in_at_once()
    {
        var products = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.AddProductAsync()));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => shop.AddAsync(_user, products[i % 4], i + 1)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(products.Select((id, i) => (id, 2 * i + 6)).Order(), (await shop.ItemsAsync(_user)).Order());
    }

    [Theory]
    [MemberData(nameof(BasketsHost.Stores), MemberType = typeof(BasketsHost))]
    public async Task A_basket_that_nobody_changes_for_a_month_is_gone_and_can_be_filled_again(string store)
    {
        await using var own = await BasketsHost.StartAsync(store);
        var product = await own.AddProductAsync();
        await own.AddAsync(_user, product);
        own.Time.Advance(TimeSpan.FromDays(29));
        await own.AddAsync(_user, product);
        own.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal([(product, 2)], await own.ItemsAsync(_user));

        own.Time.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await own.ItemsAsync(_user));
        await own.AddAsync(_user, product, 3);
        Assert.Equal([(product, 3)], await own.ItemsAsync(_user));
    }

    [Fact]
    public async Task Every_route_says_what_it_does_and_which_headers_it_reads()
    {
        var document = await BasketsHost.ReadAsync(await shop.Client.GetAsync("/openapi/v1.json"), HttpStatusCode.OK);
        Assert.All(document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()), operation =>
            Assert.False(string.IsNullOrEmpty((string?)operation.Value!["summary"]), operation.Key));
        Assert.Equal(["Idempotency-Key", "If-Match"], document["paths"]![$"{BasketsHost.Path}/checkout"]!["post"]!["parameters"]!.AsArray().Select(Name).Order());
    }

    private static string? Name(JsonNode? parameter) => (string?)parameter!["name"];

    private static string Tag(HttpResponseMessage response) =>
        response is { StatusCode: HttpStatusCode.OK, Headers.ETag: { IsWeak: false } tag } ? tag.Tag : throw new InvalidOperationException($"{response}");
}
