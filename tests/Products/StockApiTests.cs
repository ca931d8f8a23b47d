using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DaprShop.Testing;

namespace DaprShop.Tests.Products;

public sealed class StockApiTests
{
    [Theory]
    [MemberData(nameof(ProductsHost.Stores), MemberType = typeof(ProductsHost))]
    public async Task Stock_is_reserved_sold_released_and_adjusted_and_the_ledger_adds_up(string store)
    {
        await using var shop = await ProductsHost.StartAsync(store);
        var id = await shop.AddAsync(stock: 10);
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        Assert.Empty(await shop.ForOrderAsync(first, "reserve", new { revision = 1, items = new[] { new { productId = id, quantity = 4 } } }));
        Assert.Empty(await shop.ForOrderAsync(first, "reserve", new { revision = 1, items = new[] { new { productId = id, quantity = 4 } } }));
        Assert.Equal([id], await shop.ForOrderAsync(second, "reserve", new { revision = 1, items = new[] { new { productId = id, quantity = 7 } } }));
        Assert.Equal((6, 4, 0), await shop.StockAsync(id));
        Assert.Empty(await shop.ForOrderAsync(first, "commit", new { revision = 1, productIds = new[] { id } }));
        Assert.Equal((6, 0, 4), await shop.StockAsync(id));
        Assert.Empty(await shop.ForOrderAsync(second, "release", new { revision = 2, productIds = new[] { id } }));
        Assert.Equal([id], await shop.ForOrderAsync(second, "reserve", new { revision = 1, items = new[] { new { productId = id, quantity = 1 } } }));
        Assert.Empty(await shop.ForOrderAsync(first, "release", new { revision = 2, productIds = new[] { id } }));
        Assert.Equal((10, 0, 0), await shop.StockAsync(id));

        var adjusted = await shop.AsAdministratorAsync(HttpMethod.Post, $"/api/v1/products/{id}/stock", new { delta = -3, reason = "broken" });
        Assert.Equal(7, (long)(await ProductsHost.ReadAsync(adjusted, HttpStatusCode.OK))["available"]!);
        var statement = await StatementAsync(shop, id, "");
        Assert.Equal(["Opened", "Reserved", "Sold", "Released", "Adjusted"], statement["entries"]!.AsArray().Select(entry => (string?)entry!["kind"]));
        Assert.Equal(7, statement["entries"]!.AsArray().Sum(entry => (long)entry!["available"]!));
        Assert.Equal("broken", (string?)statement["entries"]![4]!["reason"]);
    }

    [Fact]
    public async Task Baskets_learn_what_products_are_called_cost_and_how_many_there_are()
    {
        await using var shop = await ProductsHost.StartAsync();
        var (pot, gone) = (await shop.AddAsync("Pot", 12.5m, stock: 10), await shop.AddAsync("Cup"));
        await shop.AsAdministratorAsync(HttpMethod.Delete, $"/api/v1/products/{gone}", ifMatch: "*");
        Task<HttpResponseMessage> AskAsync(params Guid[] productIds) =>
            shop.SendAsync(HttpMethod.Post, "/internal/v1/offers", JsonContent.Create(new { productIds }), login: null);

        var offers = await ProductsHost.ReadAsync(await AskAsync(gone, pot, Guid.CreateVersion7()), HttpStatusCode.OK);
        var expected = new { productId = pot, name = "Pot", price = 12.5m, currency = "EUR", stock = 10 };
        Assert.Equal(JsonSerializer.Serialize(new[] { expected }), offers["offers"]!.ToJsonString());

        foreach (var wrong in (Guid[][])[[], [pot, pot], [.. Enumerable.Range(0, 101).Select(_ => Guid.NewGuid())]])
            Assert.Equal(["productIds"], (await Problem.ReadAsync(await AskAsync(wrong), HttpStatusCode.BadRequest)).Errors.Keys);
    }

    [Fact]
    public async Task Stock_does_not_fall_below_none_or_rise_past_the_limit()
    {
        await using var shop = await ProductsHost.StartAsync();
        var path = $"/api/v1/products/{await shop.AddAsync(stock: 10)}/stock";
        Assert.Equal("insufficient_stock", (await Problem.ReadAsync(
            await shop.AsAdministratorAsync(HttpMethod.Post, path, new { delta = -11, reason = "broken" }), HttpStatusCode.Conflict)).Code);
        Assert.Equal("excessive_stock", (await Problem.ReadAsync(
            await shop.AsAdministratorAsync(HttpMethod.Post, path, new { delta = 1_000_000_000, reason = "found" }), HttpStatusCode.Conflict)).Code);
        foreach (var delta in new[] { 0, long.MaxValue, long.MinValue, 1_000_000_001 })
            await Problem.ReadAsync(await shop.AsAdministratorAsync(HttpMethod.Post, path, new { delta, reason = "?" }), HttpStatusCode.BadRequest);
        await Problem.ReadAsync(await shop.AsAdministratorAsync(HttpMethod.Post, path, new { delta = 1, reason = "a\nb" }), HttpStatusCode.BadRequest);
        await Problem.ReadAsync(await shop.AsAdministratorAsync(HttpMethod.Post, path, new { delta = 1 }), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_count_with_an_edit_sets_what_is_available_and_leaves_what_is_reserved()
    {
        await using var shop = await ProductsHost.StartAsync();
        var id = await shop.AddAsync(stock: 10);
        await shop.ForOrderAsync(Guid.CreateVersion7(), "reserve", new { revision = 1, items = new[] { new { productId = id, quantity = 4 } } });
        var changed = await shop.AsAdministratorAsync(HttpMethod.Put, $"/api/v1/products/{id}",
            new { name = "Cup", category = "Kitchen", price = 1, currency = "EUR", stock = 20 }, ifMatch: "\"1.10\"");

        Assert.Equal("\"2.20\"", changed.Headers.ETag?.Tag);
        Assert.Equal((20, 4, 0), await shop.StockAsync(id));
    }

    [Fact]
    public async Task A_long_history_stays_readable_and_nothing_of_it_happens_again()
    {
        await using var shop = await ProductsHost.StartAsync();
        var id = await shop.AddAsync(stock: 1000);
        var orders = Enumerable.Range(0, 300).Select(_ => Guid.CreateVersion7()).ToList();
        object Reserve() => new { revision = 1, items = new[] { new { productId = id, quantity = 1 } } };
        foreach (var together in orders.Chunk(50))
            await Task.WhenAll(together.Select(order => shop.ForOrderAsync(order, "reserve", Reserve())));
        await Task.WhenAll(orders.Take(20).Select(order => shop.ForOrderAsync(order, "commit", new { revision = 1, productIds = new[] { id } })));
        await Task.WhenAll(orders.Select(order => shop.ForOrderAsync(order, "reserve", Reserve())));

        Assert.Equal((700, 280, 20), await shop.StockAsync(id));
        var pages = (int)(await StatementAsync(shop, id, ""))["pages"]!;
        Assert.True(pages > 2);
        var entries = new List<JsonNode>();
        for (var page = 1; page <= pages; page++)
            entries.AddRange((await StatementAsync(shop, id, $"?page={page}"))["entries"]!.AsArray().Select(entry => entry!));
        Assert.Equal(Enumerable.Range(1, 321), entries.Select(entry => (int)entry["number"]!));
        Assert.Equal((700, 280, 20), (Sum(entries, "available"), Sum(entries, "reserved"), Sum(entries, "sold")));
        await Problem.ReadAsync(await shop.AsAdministratorAsync(HttpMethod.Get, $"/api/v1/products/{id}/stock?page={pages + 1}"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Two_hundred_buyers_of_fifty_pieces_at_two_instances_get_fifty()
    {
        await using var shop = await ProductsHost.StartAsync();
        await shop.StartInstanceAsync();
        var id = await shop.AddAsync(stock: 50);
        var refusals = await Task.WhenAll(Enumerable.Range(0, 200).Select(buyer => shop.ForOrderAsync(
            Guid.CreateVersion7(), "reserve", new { revision = 1, items = new[] { new { productId = id, quantity = 1 } } }, instance: buyer % 2)));

        Assert.Equal(50, refusals.Count(refused => refused.Count == 0));
        Assert.Equal((0, 50, 0), await shop.StockAsync(id));
    }

    private static async Task<JsonObject> StatementAsync(ProductsHost shop, Guid id, string query) =>
        await ProductsHost.ReadAsync(await shop.AsAdministratorAsync(HttpMethod.Get, $"/api/v1/products/{id}/stock{query}"), HttpStatusCode.OK);

    private static long Sum(List<JsonNode> entries, string count) => entries.Sum(entry => (long)entry[count]!);
}
