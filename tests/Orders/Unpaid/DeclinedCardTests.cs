using System.Net;
using DaprShop.Orders.Domain;
using DaprShop.Testing;

namespace DaprShop.Tests.Orders.Unpaid;

/// <summary>Customers who try one card after the other.</summary>
public sealed class DeclinedCardTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Guid _user = Guid.CreateVersion7();

    [Fact]
    public async Task After_so_many_declined_cards_over_all_orders_no_other_is_tried_for_a_day()
    {
        await using var shop = await ShopHost.StartAsync(null, ("Orders:DeclinedCards", "3"), ("Orders:PaymentTime", "3.00:00:00"));
        var product = await shop.AddProductAsync();
        var (one, other) = (await shop.PlacedAsync(_user, (product, 1)), await shop.PlacedAsync(_user, (product, 1)));
        await DeclinedAsync(shop, one);
        shop.Time.Advance(TimeSpan.FromHours(1));
        await DeclinedAsync(shop, one);
        await DeclinedAsync(shop, other);
        foreach (var order in (Guid[])[one, other])
        {
            var answer = await shop.PayAsync(_user, order);
            Assert.Equal("too_many_declined_cards", (await Problem.ReadAsync(answer, HttpStatusCode.TooManyRequests)).Code);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromHours(22.9), TimeSpan.FromHours(23));
        }

        Assert.Equal((8, 2, 0), await shop.StockAsync(product));
        var stranger = Guid.CreateVersion7();
        await ShopHost.ReadAsync(await shop.PayAsync(stranger, await shop.PlacedAsync(stranger, (product, 1))), HttpStatusCode.OK);

        shop.Time.Advance(TimeSpan.FromHours(23));
        await ShopHost.ReadAsync(await shop.PayAsync(_user, one), HttpStatusCode.OK);
        await ShopHost.ReadAsync(await shop.PayAsync(_user, one), HttpStatusCode.OK);
        Assert.Equal((7, 1, 2), await shop.StockAsync(product));
    }

    [Fact]
    public async Task Cards_that_are_approved_do_not_count()
    {
        await using var shop = await ShopHost.StartAsync(null, ("Orders:DeclinedCards", "1"));
        var product = await shop.AddProductAsync();
        for (var i = 0; i < 3; i++) await ShopHost.ReadAsync(await shop.PayAsync(_user, await shop.PlacedAsync(_user, (product, 1))), HttpStatusCode.OK);
    }

    [Fact]
    public void An_attempt_that_is_noted_again_counts_once_and_the_limit_is_reached_by_the_last_that_counts()
    {
        var (cards, order) = (new DeclinedCards(), Guid.NewGuid());
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Null(cards.RetryAfter(3, TimeSpan.FromHours(24), Now.AddHours(attempt)));
            cards = cards.With(new DeclinedCard(order, attempt, Now.AddHours(attempt)), TimeSpan.FromHours(24));
            Assert.Same(cards, cards.With(new DeclinedCard(order, attempt, Now.AddHours(9)), TimeSpan.FromHours(24)));
        }

        Assert.Equal(TimeSpan.FromHours(21), cards.RetryAfter(3, TimeSpan.FromHours(24), Now.AddHours(4)));
        Assert.Equal(TimeSpan.FromTicks(1), cards.RetryAfter(3, TimeSpan.FromHours(24), Now.AddHours(25).AddTicks(-1)));
        Assert.Null(cards.RetryAfter(3, TimeSpan.FromHours(24), Now.AddHours(25)));
        Assert.Equal(3, cards.With(new DeclinedCard(Guid.NewGuid(), 1, Now.AddHours(25)), TimeSpan.FromHours(24)).Attempts.Count);
    }

    private async Task DeclinedAsync(ShopHost shop, Guid order) =>
        Assert.Equal("payment_declined", (await Problem.ReadAsync(await shop.PayAsync(_user, order, "tok_declined"), HttpStatusCode.PaymentRequired)).Code);
}
