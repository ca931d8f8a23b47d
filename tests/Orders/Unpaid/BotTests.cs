using System.Net;

namespace DaprShop.Tests.Orders.Unpaid;

/// <summary>Bots that want the last pieces of a product for themselves, without paying, and a customer who wants one of them.</summary>
public sealed class BotTests
{
    private const int BotsOfAccount = 10;
    private static readonly TimeSpan PaymentTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan UnpaidTime = TimeSpan.FromMinutes(5);

    private readonly Guid[] _accounts = [.. Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7())];
    private readonly Guid _buyer = Guid.CreateVersion7();

    [Fact]
    public async Task Two_hundred_bots_that_hold_all_they_can_have_nothing_any_more_when_the_time_to_pay_is_over()
    {
        await using var shop = await ShopHost.StartAsync();
        var product = await shop.AddProductAsync(stock: 200);
        await GrabAsync(shop, product);
        Assert.Equal((0, 200, 0), await shop.StockAsync(product));
        Assert.False(await BuyAsync(shop, product));

        for (var waited = TimeSpan.Zero; waited < PaymentTime; waited += UnpaidTime)
        {
            shop.Time.Advance(UnpaidTime);
            await GrabAsync(shop, product);
        }

        await shop.DriveUntilAsync(async () => (await shop.StockAsync(product)).Reserved == 0);
        await GrabAsync(shop, product);
        Assert.Equal((200, 0, 0), await shop.StockAsync(product));
        Assert.True(await BuyAsync(shop, product));
    }

    [Fact]
    public async Task Accounts_that_take_turns_with_the_last_piece_have_had_all_of_them_when_the_settings_say_so()
    {
        await using var shop = await ShopHost.StartAsync();
        var product = await shop.AddProductAsync(stock: 1);
        var (start, limit) = (shop.Time.GetUtcNow(), _accounts.Length * (UnpaidTime + PaymentTime));
        (Guid Account, Guid Order)? held = null;

        // Each of them gives the piece up while it may still have it again, has it again at once, and keeps it until it must pay.
        do
        {
            Assert.InRange(shop.Time.GetUtcNow() - start, TimeSpan.Zero, limit + TimeSpan.FromHours(1));
            if (held is { } first)
            {
                shop.Time.Advance(UnpaidTime);
                await shop.DoAsync(first.Account, first.Order, "cancel");
                if (await HoldAsync(shop, product, [first.Account]) is not null) shop.Time.Advance(PaymentTime);
                await shop.DriveUntilAsync(async () => (await shop.StockAsync(product)).Reserved == 0);
            }

            held = await HoldAsync(shop, product, _accounts);
        }
        while (!await BuyAsync(shop, product));

        Assert.Null(held);
        Assert.InRange(shop.Time.GetUtcNow() - start, limit - UnpaidTime, limit + TimeSpan.FromHours(1));
    }

    private Task GrabAsync(ShopHost shop, Guid product) => Task.WhenAll(_accounts.SelectMany(account => Enumerable.Range(0, BotsOfAccount)
        .Select(async _ => (await shop.PlaceAsync(account, $"{Guid.NewGuid()}", (product, 1))).Dispose())));

    private static async Task<(Guid Account, Guid Order)?> HoldAsync(ShopHost shop, Guid product, IEnumerable<Guid> accounts)
    {
        foreach (var account in accounts)
        {
            var answer = await shop.PlaceAsync(account, $"{Guid.NewGuid()}", (product, 1));
            if (answer.StatusCode == HttpStatusCode.Created) return (account, (Guid)(await ShopHost.ReadAsync(answer, HttpStatusCode.Created))["id"]!);
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        }

        return null;
    }

    private async Task<bool> BuyAsync(ShopHost shop, Guid product)
    {
        using var answer = await shop.PlaceAsync(_buyer, $"{Guid.NewGuid()}", (product, 1));
        if (answer.StatusCode == HttpStatusCode.Conflict) return false;
        var order = (Guid)(await ShopHost.ReadAsync(answer, HttpStatusCode.Created))["id"]!;
        await ShopHost.ReadAsync(await shop.PayAsync(_buyer, order), HttpStatusCode.OK);
        return true;
    }
}
