using System.Net;
using Dapr.Actors;
using Dapr.Actors.Client;
using Daprlet.Components.State;
using DaprShop.Orders.Domain;
using DaprShop.Orders.Processing;
using DaprShop.Orders.Storage;
using DaprShop.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Orders;

/// <summary>What orders do by themselves, when their reminders come.</summary>
public sealed class ReminderTests
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private readonly Guid _user = Guid.CreateVersion7();

    [Fact]
    public async Task What_cannot_be_decided_at_once_is_answered_as_submitted_and_decided_by_itself()
    {
        await using var shop = await ShopHost.StartAsync();
        var product = await shop.AddProductAsync();
        shop.ProductsStore.BeforeWrite = _ => StateFault.Refused("away");
        var placed = await ShopHost.ReadAsync(await shop.PlaceAsync(_user, "key", (product, 2)), HttpStatusCode.Created);
        Assert.Equal("Submitted", (string?)placed["status"]);

        shop.ProductsStore.BeforeWrite = _ => null;
        await shop.DriveUntilAsync(async () => await shop.StatusAsync(_user, (Guid)placed["id"]!) == "AwaitingPayment");
        Assert.Equal((8, 2, 0), await shop.StockAsync(product));
        var again = await ShopHost.ReadAsync(await shop.PlaceAsync(_user, "key", (product, 2)), HttpStatusCode.Created);
        Assert.Equal(placed.ToJsonString(), again.ToJsonString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_order_that_is_not_paid_in_time_is_cancelled_and_gives_its_stock_back(bool isRestarted)
    {
        await using var shop = await ShopHost.StartAsync();
        var product = await shop.AddProductAsync();
        var placedAt = shop.Time.GetUtcNow();
        var (late, paid) = (await shop.PlacedAsync(_user, (product, 2)), await shop.PlacedAsync(_user, (product, 1)));
        Assert.Equal(HttpStatusCode.OK, (await shop.EditAsync(_user, late, (product, 3))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await shop.PayAsync(_user, paid)).StatusCode);
        if (isRestarted) await shop.RestartOrdersAsync();
        var payBefore = (await shop.Orders.Services.GetRequiredService<OrderStore>().ReadAsync(late, TestContext.Current.CancellationToken))!.PayBefore!.Value;
        Assert.Equal(placedAt + TimeSpan.FromMinutes(15), payBefore);

        shop.Time.Advance(payBefore - Instant - shop.Time.GetUtcNow());
        await shop.GoOnAsync(late);
        Assert.Equal("AwaitingPayment", await shop.StatusAsync(_user, late));

        shop.Time.Advance(Instant);
        await shop.DriveUntilAsync(async () => await shop.StatusAsync(_user, late) == "Cancelled");
        await shop.DriveUntilAsync(async () => await shop.StockAsync(product) == (9, 0, 1));
        await shop.DriveUntilAsync(() => Task.FromResult(shop.Events.EventsOf(late)[^1].Type == "shop.order.cancelled.v1"));
        Assert.Equal("Paid", await shop.StatusAsync(_user, paid));
        await Problem.ReadAsync(await shop.PayAsync(_user, late), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_payment_that_nobody_comes_back_to_is_given_up_and_the_order_can_be_paid_again()
    {
        await using var shop = await ShopHost.StartAsync(null, ("Payments:ProcessorAttempts", "1"));
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        var answers = 0;
        shop.Cards.LosesAnswer = () => Interlocked.Increment(ref answers) == 1;
        await Problem.ReadAsync(await shop.PayAsync(_user, id), HttpStatusCode.ServiceUnavailable);
        Assert.Equal((12.5m, 0, 0), await shop.Cards.MoneyAsync(id));

        await shop.DriveUntilAsync(async () => (await shop.Cards.MoneyAsync(id)).Held == 0);
        Assert.Equal(HttpStatusCode.OK, (await shop.PayAsync(_user, id)).StatusCode);
        Assert.Equal((0, 12.5m, 0), await shop.Cards.MoneyAsync(id));
    }

    [Fact]
    public async Task A_cancellation_that_broke_off_is_finished_after_a_restart()
    {
        await using var shop = await ShopHost.StartAsync();
        var product = await shop.AddProductAsync();
        var id = await shop.PlacedAsync(_user, (product, 2));
        await shop.PayAsync(_user, id);
        shop.ProductsStore.BeforeWrite = _ => StateFault.Refused("away");
        await Problem.ReadAsync(await shop.DoAsync(_user, id, "cancel"), HttpStatusCode.ServiceUnavailable);
        await shop.RestartOrdersAsync();
        shop.ProductsStore.BeforeWrite = _ => null;

        await shop.DriveUntilAsync(async () => await shop.StockAsync(product) == (10, 0, 0));
        Assert.Equal((12.5m * 2, 12.5m * 2), await shop.MoneyAsync(id));
        Assert.Equal("Cancelled", await shop.StatusAsync(_user, id));
    }

    [Fact]
    public async Task Events_that_the_broker_does_not_take_are_published_later_in_their_order_each_with_its_own_id()
    {
        await using var shop = await ShopHost.StartAsync();
        shop.Events.IsAway = true;
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        Assert.Equal(HttpStatusCode.OK, (await shop.PayAsync(_user, id)).StatusCode);
        Assert.Empty(shop.Events.EventsOf(id));
        shop.Events.IsAway = false;

        string[] types = ["placed", "awaiting-payment", "paid"];
        await shop.DriveUntilAsync(() => Task.FromResult(shop.Events.EventsOf(id).Select(one => one.Id).Distinct().Count() == types.Length));
        Assert.Equal(types.Select((type, index) => ($"{id}.shop.order.{type}.v1.{index + 1}", $"shop.order.{type}.v1")), shop.Events.EventsOf(id).DistinctBy(one => one.Id));
    }

    [Fact]
    public async Task Work_that_takes_longer_than_a_turn_goes_on_beside_it_and_the_order_answers_meanwhile()
    {
        await using var shop = await ShopHost.StartAsync(settings: ("Orders:AnswerLimit", "01:00:00"));
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        using var payments = new HeldPayments(shop);
        var pay = shop.PayAsync(_user, id);
        await payments.UnderWayAsync();
        // It comes into one of the pauses between the turns that wait for Payments.
        var confirm = shop.DoAsync(_user, id, "confirm");
        do shop.Limits.Advance(TimeSpan.FromSeconds(6));
        while (await Task.WhenAny(confirm, Task.Delay(TimeSpan.FromSeconds(5))) != confirm);
        await Problem.ReadAsync(await confirm, HttpStatusCode.Conflict);
        Assert.False(pay.IsCompleted);

        payments.GoOn();
        Assert.Equal("Paid", (string?)(await ShopHost.ReadAsync(await pay, HttpStatusCode.OK))["status"]);
        Assert.Equal((12.5m, 0), await shop.MoneyAsync(id));
    }

    [Fact]
    public async Task What_came_of_work_for_which_nobody_waits_any_more_brings_the_order_on_without_a_reminder()
    {
        await using var shop = await ShopHost.StartAsync(settings: ("Orders:AnswerLimit", "00:00:04"));
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        using var payments = new HeldPayments(shop);
        var pay = shop.PayAsync(_user, id);
        await payments.UnderWayAsync();
        shop.Limits.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("order_busy", (await Problem.ReadAsync(await pay, HttpStatusCode.ServiceUnavailable)).Code);

        payments.GoOn();
        await Eventually.TrueAsync(async () => await shop.StatusAsync(_user, id) == "Paid", "the order to be paid");
        Assert.Equal((12.5m, 0), await shop.MoneyAsync(id));
    }

    [Fact]
    public async Task Work_that_takes_too_long_is_told_so_and_a_repetition_finishes_it()
    {
        await using var shop = await ShopHost.StartAsync(settings: ("Orders:AnswerLimit", "00:00:04"));
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        using var payments = new HeldPayments(shop);
        var pay = shop.PayAsync(_user, id);
        await payments.UnderWayAsync();
        shop.Limits.Advance(TimeSpan.FromSeconds(4.5));
        Assert.Equal("order_busy", (await Problem.ReadAsync(await pay, HttpStatusCode.ServiceUnavailable)).Code);

        payments.GoOn();
        await Eventually.TrueAsync(async () => (await shop.PayAsync(_user, id)).StatusCode == HttpStatusCode.OK, "the payment");
        Assert.Equal((12.5m, 0), await shop.MoneyAsync(id));
    }

    [Fact]
    public async Task A_card_that_is_declined_after_a_turn_is_asked_once()
    {
        await using var shop = await ShopHost.StartAsync();
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        using var payments = new HeldPayments(shop);
        var pay = shop.PayAsync(_user, id, "tok_declined");
        await payments.UnderWayAsync();
        shop.Limits.Advance(TimeSpan.FromSeconds(6));
        payments.GoOn();

        await Problem.ReadAsync(await pay, HttpStatusCode.PaymentRequired);
        var order = await shop.Orders.Services.GetRequiredService<OrderStore>().ReadAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal((1, 2), (order!.DeclinedAttempt, order.Attempt));
    }

    [Fact]
    public async Task A_request_whose_caller_has_gone_before_its_turn_does_nothing()
    {
        await using var shop = await ShopHost.StartAsync();
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        var order = shop.Orders.Services.GetRequiredService<IActorProxyFactory>().CreateActorProxy<IOrderActor>(new ActorId($"{id}"), nameof(OrderActor));
        var outcome = await order.CancelAsync(new OrderCaller(_user, shop.Time.GetUtcNow().AddSeconds(-1)));

        Assert.Equal(OrderOutcome.Unavailable.Busy, outcome);
        Assert.Equal("AwaitingPayment", await shop.StatusAsync(_user, id));
    }

    [Fact]
    public async Task Nobody_but_the_sidecar_reaches_the_actors()
    {
        await using var shop = await ShopHost.StartAsync();
        foreach (var path in new[] { $"/actors/OrderActor/{Guid.NewGuid()}/method/CancelAsync", $"/actors/OrderActor/{Guid.NewGuid()}/method/remind/drive" })
            await Problem.ReadAsync(await shop.Orders.Direct.PutAsync(path, null), HttpStatusCode.Unauthorized);
        await Problem.ReadAsync(await shop.Orders.Direct.GetAsync("/dapr/config"), HttpStatusCode.Unauthorized);
    }
}
