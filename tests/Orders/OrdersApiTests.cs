using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using DaprShop.Testing;

namespace DaprShop.Tests.Orders;

public sealed class OrdersApiTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Path = "/api/v1/orders";
    private readonly Guid _user = Guid.CreateVersion7();

    [Theory]
    [MemberData(nameof(ShopHost.Stores), MemberType = typeof(ShopHost))]
    public async Task A_customer_orders_pays_confirms_and_deletes(string store)
    {
        await using var own = await ShopHost.StartAsync(store);
        var (pot, cup) = (await own.AddProductAsync(19.99m), await own.AddProductAsync(0.05m, name: "Cup"));
        var placed = await own.PlaceAsync(_user, "key", (pot, 1), (cup, 3));
        var order = await ShopHost.ReadAsync(placed, HttpStatusCode.Created);
        var id = (Guid)order["id"]!;
        Assert.Equal($"{Path}/{id}", placed.Headers.Location?.ToString());
        Assert.Equal("AwaitingPayment", (string?)order["status"]);
        Assert.Equal(20.14m, (decimal)order["total"]!);
        Assert.Equal("EUR", (string?)order["currency"]);
        Assert.Equal(["Teapot", "Cup"], order["items"]!.AsArray().Select(item => (string?)item!["name"]));
        Assert.Equal((9, 1, 0), await own.StockAsync(pot));

        Assert.Equal("Paid", (string?)(await ShopHost.ReadAsync(await own.PayAsync(_user, id), HttpStatusCode.OK))["status"]);
        Assert.Equal((7, 0, 3), await own.StockAsync(cup));
        Assert.Equal((20.14m, 0), await own.MoneyAsync(id));
        Assert.Equal("Completed", (string?)(await ShopHost.ReadAsync(await own.DoAsync(_user, id, "confirm"), HttpStatusCode.OK))["status"]);
        Assert.Equal(1, (int)(await ShopHost.ReadAsync(await own.GetAsync(_user, "?status=Completed"), HttpStatusCode.OK))["total"]!);

        Assert.Equal(HttpStatusCode.NoContent, (await own.DeleteAsync(_user, id)).StatusCode);
        await Problem.ReadAsync(await own.GetAsync(_user, $"/{id}"), HttpStatusCode.NotFound);
        await Problem.ReadAsync(await own.DeleteAsync(_user, id), HttpStatusCode.NotFound);
        Assert.Equal(0, (int)(await ShopHost.ReadAsync(await own.GetAsync(_user, ""), HttpStatusCode.OK))["total"]!);
    }

    [Theory]
    [MemberData(nameof(ShopHost.Stores), MemberType = typeof(ShopHost))]
    public async Task Two_hundred_people_who_buy_the_last_fifty_pieces_at_once_get_fifty(string store)
    {
        await using var own = await ShopHost.StartAsync(store);
        var product = await own.AddProductAsync(stock: 50);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => own.PlaceAsync(Guid.CreateVersion7(), "key", (product, 1))));

        Assert.Equal(50, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            Assert.Equal(product, (await Problem.ReadAsync(refused, HttpStatusCode.Conflict)).Others["productId"].GetGuid());
        Assert.Equal((0, 50, 0), await own.StockAsync(product));
    }

    [Fact]
    public async Task An_order_for_more_than_there_is_is_refused_kept_as_rejected_and_holds_nothing()
    {
        var (many, few) = (await shop.AddProductAsync(stock: 10), await shop.AddProductAsync(stock: 1));
        var problem = await Problem.ReadAsync(await shop.PlaceAsync(_user, "key", (many, 2), (few, 2)), HttpStatusCode.Conflict);

        Assert.Equal("insufficient_stock", problem.Code);
        Assert.Equal(few, problem.Others["productId"].GetGuid());
        Assert.Equal("Rejected", await shop.StatusAsync(_user, problem.Others["orderId"].GetGuid()));
        Assert.Equal((10, 0, 0), await shop.StockAsync(many));
        Assert.Equal((1, 0, 0), await shop.StockAsync(few));
    }

    [Fact]
    public async Task Orders_of_several_products_that_meet_get_all_or_nothing()
    {
        var products = new[] { await shop.AddProductAsync(stock: 5), await shop.AddProductAsync(stock: 5), await shop.AddProductAsync(stock: 5) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i =>
            shop.PlaceAsync(Guid.CreateVersion7(), "key", (products[i % 3], 1), (products[(i + 1) % 3], 1))));

        var bought = answers.Count(answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.True(bought > 0);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict));
        var stocks = await Task.WhenAll(products.Select(shop.StockAsync));
        Assert.All(stocks, stock => Assert.Equal(5, stock.Available + stock.Reserved));
        Assert.Equal(bought * 2, stocks.Sum(stock => stock.Reserved));
    }

    [Fact]
    public async Task The_same_key_and_body_get_the_first_answer_again_and_another_body_422()
    {
        var (product, other) = (await shop.AddProductAsync(), await shop.AddProductAsync(stock: 0));
        var first = await ShopHost.ReadAsync(await shop.PlaceAsync(_user, "one", (product, 2)), HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.OK, (await shop.PayAsync(_user, (Guid)first["id"]!)).StatusCode);
        var again = await ShopHost.ReadAsync(await shop.PlaceAsync(_user, "one", (product, 2)), HttpStatusCode.Created);
        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Equal("idempotency_key_reused", (await Problem.ReadAsync(
            await shop.PlaceAsync(_user, "one", (product, 3)), HttpStatusCode.UnprocessableEntity)).Code);

        var refused = await Problem.ReadAsync(await shop.PlaceAsync(_user, "two", (other, 1)), HttpStatusCode.Conflict);
        await shop.AdjustStockAsync(other, 5);
        var refusedAgain = await Problem.ReadAsync(await shop.PlaceAsync(_user, "two", (other, 1)), HttpStatusCode.Conflict);
        Assert.Equal(refused.Others["orderId"].GetGuid(), refusedAgain.Others["orderId"].GetGuid());

        Assert.Equal((8, 0, 2), await shop.StockAsync(product));
        Assert.Equal(HttpStatusCode.Created, (await shop.PlaceAsync(Guid.CreateVersion7(), "one", (product, 1))).StatusCode);
    }

    [Fact]
    public async Task The_body_is_the_same_whatever_its_JSON_looks_like()
    {
        var product = await shop.AddProductAsync();
        string Text(string format) => string.Format(CultureInfo.InvariantCulture, format, product);
        const string Address = "\"shippingAddress\":{{\"name\":\"A\",\"street\":\"S\",\"city\":\"C\",\"postalCode\":\"P\",\"country\":\"GB\"}}";
        var first = await shop.PostTextAsync(_user, Path, Text("{{\"items\":[{{\"productId\":\"{0}\",\"quantity\":1}}]," + Address + "}}"), ("Idempotency-Key", "k"));
        var second = await shop.PostTextAsync(_user, Path, Text("{{ " + Address + ",\n \"items\": [ {{\"quantity\":1, \"productId\":\"{0}\"}} ] }}"), ("Idempotency-Key", "k"));

        var order = await ShopHost.ReadAsync(first, HttpStatusCode.Created);
        Assert.Equal(order.ToJsonString(), (await ShopHost.ReadAsync(second, HttpStatusCode.Created)).ToJsonString());
    }

    [Fact]
    public async Task A_request_that_is_sent_many_times_at_once_makes_one_order()
    {
        var product = await shop.AddProductAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shop.PlaceAsync(_user, "same", (product, 1))));
        var ids = await Task.WhenAll(answers.Select(async answer => (Guid)(await ShopHost.ReadAsync(answer, HttpStatusCode.Created))["id"]!));

        Assert.Single(ids.Distinct());
        Assert.Equal((9, 1, 0), await shop.StockAsync(product));
        Assert.Equal(1, (int)(await ShopHost.ReadAsync(await shop.GetAsync(_user, ""), HttpStatusCode.OK))["total"]!);
    }

    [Fact]
    public async Task An_order_is_changed_before_it_is_paid_and_its_stock_with_it()
    {
        var (pot, cup, can) = (await shop.AddProductAsync(), await shop.AddProductAsync(), await shop.AddProductAsync(stock: 2));
        var id = await shop.PlacedAsync(_user, (pot, 4), (cup, 1));
        var changed = await ShopHost.ReadAsync(await shop.EditAsync(_user, id, (cup, 3), (can, 2)), HttpStatusCode.OK);
        Assert.Equal(62.5m, (decimal)changed["total"]!);
        Assert.Equal((10, 0, 0), await shop.StockAsync(pot));
        Assert.Equal((7, 3, 0), await shop.StockAsync(cup));

        var refused = await Problem.ReadAsync(await shop.EditAsync(_user, id, (cup, 1), (can, 3)), HttpStatusCode.Conflict);
        Assert.Equal(("insufficient_stock", can), (refused.Code, refused.Others["productId"].GetGuid()));
        Assert.Equal((7, 3, 0), await shop.StockAsync(cup));
        Assert.Equal((0, 2, 0), await shop.StockAsync(can));

        Assert.Equal(HttpStatusCode.OK, (await shop.PayAsync(_user, id)).StatusCode);
        Assert.Equal("wrong_state", (await Problem.ReadAsync(await shop.EditAsync(_user, id, (cup, 1)), HttpStatusCode.Conflict)).Code);
        Assert.Equal((62.5m, 0), await shop.MoneyAsync(id));
    }

    [Fact]
    public async Task A_deleted_product_stays_in_the_orders_that_have_it_and_cannot_be_ordered()
    {
        var product = await shop.AddProductAsync();
        var id = await shop.PlacedAsync(_user, (product, 1));
        await shop.RemoveProductAsync(product);

        Assert.Equal("Paid", (string?)(await ShopHost.ReadAsync(await shop.PayAsync(_user, id), HttpStatusCode.OK))["status"]);
        var order = await ShopHost.ReadAsync(await shop.GetAsync(_user, $"/{id}"), HttpStatusCode.OK);
        Assert.Equal("Teapot", (string?)order["items"]![0]!["name"]);
        var problem = await Problem.ReadAsync(await shop.PlaceAsync(_user, "key", (product, 1)), HttpStatusCode.BadRequest);
        Assert.Equal(["items[0].productId"], problem.Errors.Keys);
    }

    [Fact]
    public async Task Orders_in_two_currencies_are_refused()
    {
        var (euros, dollars) = (await shop.AddProductAsync(), await shop.AddProductAsync(currency: "USD"));
        var problem = await Problem.ReadAsync(await shop.PlaceAsync(_user, "key", (euros, 1), (dollars, 1)), HttpStatusCode.BadRequest);
        Assert.Equal(["items[1].productId"], problem.Errors.Keys);
    }

    [Fact]
    public async Task Cancelling_gives_stock_and_money_back_and_is_refused_once_completed()
    {
        var product = await shop.AddProductAsync();
        var waiting = await shop.PlacedAsync(_user, (product, 2));
        Assert.Equal("Cancelled", (string?)(await ShopHost.ReadAsync(await shop.DoAsync(_user, waiting, "cancel"), HttpStatusCode.OK))["status"]);
        Assert.Equal((10, 0, 0), await shop.StockAsync(product));

        var paid = await shop.PlacedAsync(_user, (product, 2));
        await shop.PayAsync(_user, paid);
        Assert.Equal("Cancelled", (string?)(await ShopHost.ReadAsync(await shop.DoAsync(_user, paid, "cancel"), HttpStatusCode.OK))["status"]);
        Assert.Equal("Cancelled", (string?)(await ShopHost.ReadAsync(await shop.DoAsync(_user, paid, "cancel"), HttpStatusCode.OK))["status"]);
        Assert.Equal((10, 0, 0), await shop.StockAsync(product));
        Assert.Equal((25, 25), await shop.MoneyAsync(paid));
        await Problem.ReadAsync(await shop.PayAsync(_user, paid), HttpStatusCode.Conflict);

        var completed = await shop.PlacedAsync(_user, (product, 2));
        await Problem.ReadAsync(await shop.DoAsync(_user, completed, "confirm"), HttpStatusCode.Conflict);
        await Problem.ReadAsync(await shop.DeleteAsync(_user, completed), HttpStatusCode.Conflict);
        await shop.PayAsync(_user, completed);
        await shop.DoAsync(_user, completed, "confirm");
        await Problem.ReadAsync(await shop.DoAsync(_user, completed, "cancel"), HttpStatusCode.Conflict);
        Assert.Equal("Completed", (string?)(await ShopHost.ReadAsync(await shop.DoAsync(_user, completed, "confirm"), HttpStatusCode.OK))["status"]);
    }

    [Fact]
    public async Task Other_people_s_orders_are_not_there()
    {
        var product = await shop.AddProductAsync();
        var id = await shop.PlacedAsync(_user, (product, 1));
        var other = Guid.CreateVersion7();

        await Problem.ReadAsync(await shop.GetAsync(other, $"/{id}"), HttpStatusCode.NotFound);
        await Problem.ReadAsync(await shop.EditAsync(other, id, (product, 2)), HttpStatusCode.NotFound);
        await Problem.ReadAsync(await shop.PayAsync(other, id), HttpStatusCode.NotFound);
        await Problem.ReadAsync(await shop.DoAsync(other, id, "confirm"), HttpStatusCode.NotFound);
        await Problem.ReadAsync(await shop.DoAsync(other, id, "cancel"), HttpStatusCode.NotFound);
        await Problem.ReadAsync(await shop.DeleteAsync(other, id), HttpStatusCode.NotFound);
        Assert.Equal(0, (int)(await ShopHost.ReadAsync(await shop.GetAsync(other, ""), HttpStatusCode.OK))["total"]!);
        Assert.Equal("AwaitingPayment", await shop.StatusAsync(_user, id));
    }

    [Fact]
    public async Task A_customer_s_orders_are_listed_newest_first_in_pages_even_if_they_were_placed_at_once()
    {
        await using var own = await ShopHost.StartAsync(settings: [("Orders:UnpaidOrders", "25"), ("Orders:UnpaidPieces", "25")]);
        var product = await own.AddProductAsync(stock: 1000);
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++) ids.Add(await own.PlacedAsync(_user, (product, 1)));
        await Task.WhenAll(Enumerable.Range(0, 22).Select(_ => own.PlacedAsync(_user, (product, 1))));
        await own.DoAsync(_user, ids[1], "cancel");

        var second = await PageAsync(own, "?page=2");
        Assert.Equal((25, 5), ((int)second["total"]!, second["items"]!.AsArray().Count));
        Assert.Equal(Enumerable.Reverse(ids), second["items"]!.AsArray().Skip(2).Select(item => (Guid)item!["id"]!));
        Assert.Equal(25, (await PageAsync(own, "?pageSize=100"))["items"]!.AsArray().Select(item => (Guid)item!["id"]!).Distinct().Count());
        Assert.Equal([ids[1]], (await PageAsync(own, "?status=Cancelled"))["items"]!.AsArray().Select(item => (Guid)item!["id"]!));
        Assert.Equal(24, (int)(await PageAsync(own, "?status=AwaitingPayment&pageSize=1"))["total"]!);
        await Problem.ReadAsync(await own.GetAsync(_user, "?status=Lost"), HttpStatusCode.BadRequest);
        await Problem.ReadAsync(await own.GetAsync(_user, "?status=1"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Every_route_says_what_it_does()
    {
        var document = await ShopHost.ReadAsync(await shop.Orders.Client.GetAsync("/openapi/v1.json"), HttpStatusCode.OK);
        Assert.All(document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()), operation =>
            Assert.False(string.IsNullOrEmpty((string?)operation.Value!["summary"]), operation.Key));
        Assert.Equal("Idempotency-Key", (string?)document["paths"]![Path]!["post"]!["parameters"]![0]!["name"]);
    }

    private async Task<JsonObject> PageAsync(ShopHost own, string query) => await ShopHost.ReadAsync(await own.GetAsync(_user, query), HttpStatusCode.OK);
}
