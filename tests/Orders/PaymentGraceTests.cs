using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.Orders;

/// <summary>How long a payment that broke off waits for its customer: a minute from when it began, however old the order is.</summary>
public sealed class PaymentGraceTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private readonly Guid _user = Guid.CreateVersion7();

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_payment_that_broke_off_is_kept_until_its_grace_is_over_and_then_given_up(int minutesOld)
    {
        await using var shop = await ShopHost.StartAsync(null, ("Payments:ProcessorAttempts", "1"));
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        shop.Time.Advance(TimeSpan.FromMinutes(minutesOld));
        var answers = 0;
        shop.Cards.LosesAnswer = () => Interlocked.Increment(ref answers) == 1;
        await Problem.ReadAsync(await shop.PayAsync(_user, id), HttpStatusCode.ServiceUnavailable);

        shop.Time.Advance(Grace - Instant);
        await shop.GoOnAsync(id);
        Assert.Equal((12.5m, 0, 0), await shop.Cards.MoneyAsync(id));

        shop.Time.Advance(Instant);
        await shop.GoOnAsync(id);
        await Eventually.TrueAsync(async () => (await shop.Cards.MoneyAsync(id)).Held == 0, "the payment to be given up");
        Assert.Equal("AwaitingPayment", await shop.StatusAsync(_user, id));
    }

    [Fact]
    public async Task A_customer_who_comes_back_within_the_grace_goes_on_with_the_same_payment()
    {
        await using var shop = await ShopHost.StartAsync(null, ("Payments:ProcessorAttempts", "1"));
        var id = await shop.PlacedAsync(_user, (await shop.AddProductAsync(), 1));
        var answers = 0;
        shop.Cards.LosesAnswer = () => Interlocked.Increment(ref answers) == 1;
        await Problem.ReadAsync(await shop.PayAsync(_user, id), HttpStatusCode.ServiceUnavailable);

        shop.Time.Advance(Grace - Instant);
        Assert.Equal(HttpStatusCode.OK, (await shop.PayAsync(_user, id)).StatusCode);
        Assert.Equal((0, 12.5m, 0), await shop.Cards.MoneyAsync(id));
    }
}
