using System.Net;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;

namespace DaprShop.Tests.Orders;

public sealed class PaymentTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private readonly Guid _user = Guid.CreateVersion7();

    [Fact]
    public async Task A_declined_card_charges_nothing_and_another_one_may_be_tried()
    {
        var product = await shop.AddProductAsync();
        var id = await shop.PlacedAsync(_user, (product, 1));
        Assert.Equal("payment_declined", (await Problem.ReadAsync(
            await shop.PayAsync(_user, id, "tok_declined"), HttpStatusCode.PaymentRequired)).Code);
        Assert.Equal("AwaitingPayment", await shop.StatusAsync(_user, id));
        Assert.Equal((0, 0), await shop.MoneyAsync(id));

        Assert.Equal(HttpStatusCode.OK, (await shop.PayAsync(_user, id)).StatusCode);
        Assert.Equal((12.5m, 0), await shop.MoneyAsync(id));
        Assert.Equal((9, 0, 1), await shop.StockAsync(product));
    }

    [Fact]
    public async Task A_processor_that_is_away_for_a_moment_is_asked_again() =>
        Assert.Equal(HttpStatusCode.OK, (await shop.PayAsync(_user, await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1)), "tok_unavailable")).StatusCode);

    [Fact]
    public async Task A_processor_that_stays_away_is_503_and_paying_again_charges_once()
    {
        await using var own = await ShopHost.StartAsync(null, ("Payments:ProcessorAttempts", "1"));
        var id = await own.PlacedAsync(_user, (await own.AddProductAsync(), 1));
        for (var i = 0; i < 2; i++)
            await Problem.ReadAsync(await own.PayAsync(_user, id, "tok_unavailable"), HttpStatusCode.ServiceUnavailable);
        Assert.Equal("AwaitingPayment", await own.StatusAsync(_user, id));
        Assert.Equal(HttpStatusCode.OK, (await own.PayAsync(_user, id, "tok_unavailable")).StatusCode);

        Assert.Equal((12.5m, 0), await own.MoneyAsync(id));
    }

    [Fact]
    public async Task A_payment_without_an_answer_is_given_up_when_the_order_is_cancelled_or_changed()
    {
        await using var own = await ShopHost.StartAsync(null, ("Payments:ProcessorAttempts", "1"));
        var product = await own.AddProductAsync();
        var (cancelled, changed) = (await own.PlacedAsync(_user, (product, 1)), await own.PlacedAsync(_user, (product, 1)));
        await Problem.ReadAsync(await own.PayAsync(_user, cancelled, "tok_unavailable"), HttpStatusCode.ServiceUnavailable);
        await Problem.ReadAsync(await own.PayAsync(_user, changed, "tok_unavailable"), HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await own.DoAsync(_user, cancelled, "cancel")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await own.EditAsync(_user, changed, (product, 3))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await own.PayAsync(_user, changed)).StatusCode);

        Assert.Equal((0, 0), await own.MoneyAsync(cancelled));
        Assert.Equal((37.5m, 0), await own.MoneyAsync(changed));
        Assert.Equal((7, 0, 3), await own.StockAsync(product));
    }

    [Fact]
    public async Task Paying_twice_charges_once_and_answers_the_same()
    {
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => shop.PayAsync(_user, id)));
        var bodies = await Task.WhenAll(answers.Append(await shop.PayAsync(_user, id)).Select(async answer =>
            (await ShopHost.ReadAsync(answer, HttpStatusCode.OK)).ToJsonString()));

        Assert.Single(bodies.Distinct());
        Assert.Equal((12.5m, 0), await shop.MoneyAsync(id));
    }

    [Fact]
    public async Task Paying_cancelling_and_changing_at_once_end_in_one_story()
    {
        var product = await shop.AddProductAsync(stock: 1000);
        for (var round = 0; round < 8; round++)
        {
            var id = await shop.PlacedAsync(_user, (product, 2));
            var before = await shop.StockAsync(product);
            var answers = await Task.WhenAll(
                shop.PayAsync(_user, id), shop.DoAsync(_user, id, "cancel"), shop.EditAsync(_user, id, (product, 3)), shop.PayAsync(_user, id));
            Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict));
            Assert.Equal(HttpStatusCode.OK, answers[1].StatusCode);

            Assert.Equal("Cancelled", await shop.StatusAsync(_user, id));
            Assert.Equal((before.Available + 2, before.Reserved - 2, before.Sold), await shop.StockAsync(product));
            var (charged, refunded) = await shop.MoneyAsync(id);
            Assert.Equal(charged, refunded);
        }
    }

    [Fact]
    public async Task The_money_is_taken_once_the_goods_are_and_what_cannot_be_taken_cancels_the_order()
    {
        await using var own = await ShopHost.StartAsync(null, ("Payments:ProcessorAttempts", "1"));
        var product = await own.AddProductAsync();
        var id = await own.PlacedAsync(_user, (product, 2));
        var requests = 0;
        own.Cards.LosesRequest = () => Interlocked.Increment(ref requests) == 2;
        await Problem.ReadAsync(await own.PayAsync(_user, id), HttpStatusCode.ServiceUnavailable);
        Assert.Equal((25, 0, 0), await own.Cards.MoneyAsync(id));
        Assert.Equal((8, 0, 2), await own.StockAsync(product));
        Assert.Equal("AwaitingPayment", await own.StatusAsync(_user, id));

        await own.Cards.VoidAsync(id);
        Assert.Equal("Cancelled", (await Problem.ReadAsync(await own.PayAsync(_user, id), HttpStatusCode.Conflict)).Others["orderStatus"].GetString());
        Assert.Equal((10, 0, 0), await own.StockAsync(product));
        Assert.Equal((0, 0), await own.MoneyAsync(id));
    }

    [Fact]
    public async Task Goods_that_are_gone_when_they_are_to_be_sold_let_the_money_go()
    {
        await using var own = await ShopHost.StartAsync(null);
        var product = await own.AddProductAsync();
        var id = await own.PlacedAsync(_user, (product, 2));
        await own.ReleaseAsync(id, product);
        await Problem.ReadAsync(await own.PayAsync(_user, id), HttpStatusCode.Conflict);

        Assert.Equal("Cancelled", await own.StatusAsync(_user, id));
        Assert.Equal((0, 0, 0), await own.Cards.MoneyAsync(id));
        Assert.Equal(["Authorisation", "Void"], await KindsAsync(own, id));
    }

    [Fact]
    public async Task Another_card_while_the_first_one_has_no_answer_charges_one_of_them()
    {
        await using var own = await ShopHost.StartAsync(null, ("Payments:ProcessorAttempts", "1"));
        var id = await own.PlacedAsync(_user, (await own.AddProductAsync(), 1));
        var answers = 0;
        own.Cards.LosesAnswer = () => Interlocked.Increment(ref answers) == 1;
        await Problem.ReadAsync(await own.PayAsync(_user, id), HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await own.PayAsync(_user, id, "tok_declined")).StatusCode);

        Assert.Equal((0, 12.5m, 0), await own.Cards.MoneyAsync(id));
        Assert.Equal((12.5m, 0), await own.MoneyAsync(id));
    }

    [Fact]
    public async Task A_customer_sees_the_payments_of_an_order_and_so_does_an_administrator_and_nobody_else()
    {
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 2));
        Assert.Equal("""{"charged":0,"refunded":0,"currency":"EUR","entries":[]}""",
            (await ShopHost.ReadAsync(await shop.PaymentsAsync(_user, id), HttpStatusCode.OK)).ToJsonString());

        await shop.PayAsync(_user, id, "tok_declined");
        await shop.PayAsync(_user, id);
        await shop.DoAsync(_user, id, "cancel");
        foreach (var (user, role) in new[] { (_user, Roles.Customer), (Guid.CreateVersion7(), Roles.Administrator) })
        {
            var statement = await ShopHost.ReadAsync(await shop.PaymentsAsync(user, id, role), HttpStatusCode.OK);
            Assert.Equal((25m, 25m), ((decimal)statement["charged"]!, (decimal)statement["refunded"]!));
            Assert.Equal(["Authorisation", "Charge", "Refund"], statement["entries"]!.AsArray().Select(entry => (string?)entry!["kind"]));
            Assert.All(statement["entries"]!.AsArray(), entry => Assert.Equal(25, (decimal)entry!["amount"]!));
        }

        await Problem.ReadAsync(await shop.PaymentsAsync(Guid.CreateVersion7(), id), HttpStatusCode.NotFound);
        await Problem.ReadAsync(await shop.PaymentsAsync(_user, Guid.NewGuid(), Roles.Administrator), HttpStatusCode.NotFound);
        await shop.DeleteAsync(_user, id);
        await Problem.ReadAsync(await shop.PaymentsAsync(_user, id), HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.OK, (await shop.PaymentsAsync(_user, id, Roles.Administrator)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"paymentToken\":null}")]
    [InlineData("{\"paymentToken\":\"\"}")]
    [InlineData("{\"paymentToken\":\"tok visa\"}")]
    [InlineData("{\"paymentToken\":\"tok\\r\\nvisa\"}")]
    [InlineData("{\"paymentToken\":\"tok_visa\",\"amount\":0.01}")]
    [InlineData("{\"paymentToken\":[\"tok_visa\"]}")]
    public async Task A_payment_that_is_wrong_is_refused(string body)
    {
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        await Problem.ReadAsync(await shop.PostTextAsync(_user, $"/api/v1/orders/{id}/pay", body), HttpStatusCode.BadRequest);
        Assert.Equal("AwaitingPayment", await shop.StatusAsync(_user, id));
    }

    [Fact]
    public async Task No_store_ever_sees_a_payment_token()
    {
        await using var own = await ShopHost.StartAsync();
        var leaks = 0;
        foreach (var store in new[] { own.OrdersStore, own.PaymentsStore, own.ProductsStore })
        {
            store.BeforeWrite = operation =>
            {
                if (operation is Daprlet.Components.State.StateUpsert upsert && upsert.Value.Span.IndexOf("tok_"u8) >= 0) Interlocked.Increment(ref leaks);
                return null;
            };
        }

        var id = await own.PlacedAsync(_user, (await own.AddProductAsync(), 1));
        await own.PayAsync(_user, id, "tok_declined");
        await own.PayAsync(_user, id);
        Assert.Equal(0, leaks);
    }

    private static async Task<IEnumerable<string?>> KindsAsync(ShopHost shop, Guid orderId) =>
        (await ShopHost.ReadAsync(await shop.Payments.Client.GetAsync($"/internal/v1/orders/{orderId}"), HttpStatusCode.OK))["entries"]!
            .AsArray().Select(entry => (string?)entry!["kind"]);
}
