using System.Net;
using System.Text.Json.Nodes;
using DaprShop.Testing;

namespace DaprShop.Tests.Baskets;

public sealed class CheckoutTests(BasketsHost shop) : IClassFixture<BasketsHost>
{
    private const string Path = $"{BasketsHost.Path}/checkout";
    private const string Address = """{"name":"Ada","street":"1 Street","city":"London","postalCode":"E1","country":"GB"}""";
    private readonly Guid _user = Guid.CreateVersion7();

    [Theory]
    [MemberData(nameof(BasketsHost.Stores), MemberType = typeof(BasketsHost))]
    public async Task A_checkout_makes_an_order_of_the_basket_and_empties_it(string store)
    {
        await using var own = await BasketsHost.StartAsync(store);
        var (pot, cup) = (await own.AddProductAsync(19.99m), await own.AddProductAsync(0.05m));
        await own.AddAsync(_user, pot);
        await own.AddAsync(_user, cup, 3);

        var answer = await own.CheckOutAsync(_user, "key");

        var order = await BasketsHost.ReadAsync(answer, HttpStatusCode.Created);
        Assert.Equal($"/api/v1/orders/{order["id"]}", answer.Headers.Location?.ToString());
        Assert.Equal([(pot, 1), (cup, 3)], BasketsHost.Items(order));
        Assert.Equal(("AwaitingPayment", 20.14m), ((string?)order["status"], (decimal)order["total"]!));
        Assert.Equal("Ada", (string?)order["shippingAddress"]!["name"]);
        Assert.Equal("id", order.First().Key); // as Orders writes it, not as a store sorts it
        Assert.Equal((Guid)order["id"]!, (Guid)Assert.Single(await own.OrdersAsync(_user))["id"]!);
        Assert.Empty(await own.ItemsAsync(_user));
    }

    [Fact]
    public async Task A_repeated_checkout_is_answered_as_the_first_time()
    {
        var product = await shop.AddProductAsync();
        await shop.AddAsync(_user, product);
        var first = await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Created);
        await shop.AddAsync(_user, product, 7);

        var again = await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Created);

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Single(await shop.OrdersAsync(_user));
        Assert.Equal([(product, 7)], await shop.ItemsAsync(_user));
        await Problem.ReadAsync(await shop.CheckOutAsync(_user, "key", name: "Bob"), HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_clicks_twice_or_in_ten_tabs_gets_one_order(bool isOneKey)
    {
        await using var own = await BasketsHost.StartAsync();
        var instance = await own.StartInstanceAsync();
        var product = await own.AddProductAsync();
        await own.AddAsync(_user, product, 2);
        var shown = (await own.GetAsync(_user)).Headers.ETag?.ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(tab =>
            own.CheckOutAsync(_user, isOneKey ? "key" : $"key-{tab}", shown, instance: tab % 2 * instance)));

        var order = (Guid)Assert.Single(await own.OrdersAsync(_user))["id"]!;
        foreach (var answer in answers) Assert.Equal(order, (Guid)(await BasketsHost.ReadAsync(answer, HttpStatusCode.Created))["id"]!);
        Assert.Empty(await own.ItemsAsync(_user));
        Assert.Empty(await own.ItemsAsync(_user, instance));
    }

    [Fact]
    public async Task A_tab_that_still_shows_what_was_ordered_gets_that_order()
    {
        var product = await shop.AddProductAsync();
        var shown = (await shop.AddAsync(_user, product)).Headers.ETag?.ToString();
        var order = await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "first-tab", shown), HttpStatusCode.Created);
        await shop.AddAsync(_user, product, 5);

        var late = await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "second-tab", shown), HttpStatusCode.Created);

        Assert.Equal((Guid)order["id"]!, (Guid)late["id"]!);
        Assert.Equal([(product, 5)], await shop.ItemsAsync(_user));
        await Problem.ReadAsync(await shop.CheckOutAsync(_user, "third-tab", shown, name: "Bob"), HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Nothing_comes_of_an_empty_basket_but_word_of_the_last_order()
    {
        Assert.Equal("basket_empty", (await Problem.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Conflict)).Code);
        await shop.AddAsync(_user, await shop.AddProductAsync());
        var order = await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Created);

        var problem = await Problem.ReadAsync(await shop.CheckOutAsync(_user, "other-key"), HttpStatusCode.Conflict);
        Assert.Equal(("basket_empty", (Guid)order["id"]!), (problem.Code, problem.Others["orderId"].GetGuid()));
        Assert.Single(await shop.OrdersAsync(_user));
    }

    [Fact]
    public async Task A_customer_with_too_much_unpaid_keeps_the_basket_and_orders_it_when_that_is_over()
    {
        var product = await shop.AddProductAsync(stock: 500);
        await shop.AddAsync(_user, product, 101);
        var problem = await Problem.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Conflict);
        Assert.Equal(("too_many_unpaid_pieces", product), (problem.Code, problem.Others["productIds"][0].GetGuid()));
        Assert.Equal([(product, 101)], await shop.ItemsAsync(_user));

        await BasketsHost.ReadAsync(await shop.ReplaceAsync(_user, "*", (product, 3)), HttpStatusCode.OK);
        await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Created);
        Assert.Empty(await shop.ItemsAsync(_user));
    }

    [Fact]
    public async Task A_basket_that_is_out_of_stock_is_kept_and_can_be_ordered_with_a_new_key_when_it_is_changed()
    {
        var (many, few) = (await shop.AddProductAsync(), await shop.AddProductAsync(stock: 1));
        await shop.AddAsync(_user, many);
        await shop.AddAsync(_user, few, 2);

        var problem = await Problem.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Conflict);
        Assert.Equal(("insufficient_stock", few), (problem.Code, problem.Others["productId"].GetGuid()));
        Assert.Equal(problem.Others["orderId"].GetGuid(), (Guid)Assert.Single(await shop.OrdersAsync(_user, "?status=Rejected"))["id"]!);
        Assert.Equal([(many, 1), (few, 2)], await shop.ItemsAsync(_user));
        var again = await Problem.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Conflict);
        Assert.Equal(problem.Others["orderId"].GetGuid(), again.Others["orderId"].GetGuid());

        await shop.ReplaceAsync(_user, null, (many, 1), (few, 1));
        var order = await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "new-key"), HttpStatusCode.Created);
        Assert.Equal([(many, 1), (few, 1)], BasketsHost.Items(order));
        Assert.Empty(await shop.ItemsAsync(_user));
    }

    [Fact]
    public async Task A_basket_that_cannot_be_ordered_as_it_is_says_which_item_is_why()
    {
        var (pot, gone, foreign) = (await shop.AddProductAsync(), await shop.AddProductAsync(), await shop.AddProductAsync(currency: "USD"));
        foreach (var product in new[] { pot, gone, foreign }) await shop.AddAsync(_user, product);
        await shop.RemoveProductAsync(gone);

        var problem = await Problem.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Conflict);
        Assert.Equal("basket_refused", problem.Code);
        Assert.Equal(["items[1].productId", "items[2].productId"], problem.Errors.Keys);
        Assert.Empty(await shop.OrdersAsync(_user));

        await BasketsHost.ReadAsync(await shop.ReplaceAsync(_user, null, (pot, 2)), HttpStatusCode.OK);
        Assert.Equal([(pot, 2)], BasketsHost.Items(await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Created)));
    }

    [Fact]
    public async Task While_Orders_is_away_the_basket_waits_and_afterwards_there_is_one_order()
    {
        await using var own = await BasketsHost.StartAsync();
        var product = await own.AddProductAsync();
        await own.AddAsync(_user, product, 2);
        await own.StopOrdersAsync();

        Assert.Equal("orders_unavailable", (await Problem.ReadAsync(await own.CheckOutAsync(_user, "key"), HttpStatusCode.ServiceUnavailable)).Code);
        Assert.True((bool)(await BasketsHost.ReadAsync(await own.GetAsync(_user), HttpStatusCode.OK))["checkoutUnderWay"]!);
        await Problem.ReadAsync(await own.AddAsync(_user, product), HttpStatusCode.ServiceUnavailable);
        Assert.Equal("checkout_under_way", (await Problem.ReadAsync(await own.CheckOutAsync(_user, "key-2", name: "Bob"), HttpStatusCode.Conflict)).Code);

        await own.StartOrdersAsync();
        await BasketsHost.ReadAsync(await own.AddAsync(_user, product), HttpStatusCode.OK);

        Assert.Equal([(product, 1)], await own.ItemsAsync(_user));
        var order = Assert.Single(await own.OrdersAsync(_user));
        Assert.Equal((Guid)order["id"]!, (Guid)(await BasketsHost.ReadAsync(await own.CheckOutAsync(_user, "key"), HttpStatusCode.Created))["id"]!);
    }

    [Fact]
    public async Task An_order_of_an_attempt_that_was_thought_refused_keeps_the_next_attempt_from_making_another()
    {
        var orders = new FakeOrders();
        await using var own = await BasketsHost.StartAsync(fakeOrders: orders);
        var (pot, cup) = (await own.AddProductAsync(), await own.AddProductAsync());
        await own.AddAsync(_user, pot);
        orders.Moods.Enqueue(OrdersMood.RefusingAfter);
        Assert.Equal("basket_refused", (await Problem.ReadAsync(await own.CheckOutAsync(_user, "key"), HttpStatusCode.Conflict)).Code);
        await own.AddAsync(_user, cup);

        Assert.Equal("checkout_superseded", (await Problem.ReadAsync(await own.CheckOutAsync(_user, "key"), HttpStatusCode.Conflict)).Code);

        Assert.Equal([(pot, 1)], BasketsHost.Items(Assert.Single(orders.Placed)));
        Assert.Equal([(pot, 1), (cup, 1)], await own.ItemsAsync(_user));
        Assert.Equal([(pot, 1), (cup, 1)], BasketsHost.Items(await BasketsHost.ReadAsync(await own.CheckOutAsync(_user, "key"), HttpStatusCode.Created)));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task An_answer_that_leaves_it_open_whether_there_is_an_order_keeps_the_checkout_open(HttpStatusCode status)
    {
        var orders = new FakeOrders { Interruption = (int)status };
        await using var own = await BasketsHost.StartAsync(fakeOrders: orders);
        await own.AddAsync(_user, await own.AddProductAsync());

        await Problem.ReadAsync(await own.CheckOutAsync(_user, "key"), HttpStatusCode.ServiceUnavailable);
        orders.Interruption = null;
        await BasketsHost.ReadAsync(await own.CheckOutAsync(_user, "key"), HttpStatusCode.Created);

        Assert.Single(orders.Placed);
        Assert.Empty(await own.ItemsAsync(_user));
    }

    [Theory]
    [InlineData("{}", "shippingAddress.name")]
    [InlineData("""{"shippingAddress":null}""", "shippingAddress.city")]
    [InlineData("""{"shippingAddress":{"name":"A","street":"S","city":"C","postalCode":"P","country":""}}""", "shippingAddress.country")]
    [InlineData("""{"shippingAddress":ADDRESS,"items":[]}""", "items")]
    [InlineData("""{"shippingAddress":ADDRESS,"total":0.01}""", "total")]
    public async Task A_checkout_that_is_wrong_is_refused_with_the_field(string body, string field)
    {
        var product = await shop.AddProductAsync();
        await shop.AddAsync(_user, product);
        var text = body.Replace("ADDRESS", Address, StringComparison.Ordinal);
        var problem = await Problem.ReadAsync(
            await shop.SendTextAsync(_user, HttpMethod.Post, Path, text, ("Idempotency-Key", "key")), HttpStatusCode.BadRequest);
        Assert.Contains(field, problem.Errors.Keys);
        Assert.False((bool)(await BasketsHost.ReadAsync(await shop.GetAsync(_user), HttpStatusCode.OK))["checkoutUnderWay"]!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two words")]
    public async Task A_checkout_needs_a_usable_key(string? key) => await Problem.ReadAsync(
        await shop.SendTextAsync(_user, HttpMethod.Post, Path, $"{{\"shippingAddress\":{Address}}}", ("Idempotency-Key", key)), HttpStatusCode.BadRequest);

    [Fact]
    public async Task The_customer_is_told_nothing_of_the_way_to_Orders()
    {
        await shop.AddAsync(_user, await shop.AddProductAsync(stock: 0));
        var problem = JsonNode.Parse(await (await shop.CheckOutAsync(_user, "key")).Content.ReadAsStringAsync())!.AsObject();
        Assert.Equal(["code", "detail", "orderId", "productId", "productIds", "status", "title", "traceId", "type"],
            problem.Select(member => member.Key).Append("type").Distinct().Order(StringComparer.Ordinal));
    }
}
