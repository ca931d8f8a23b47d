using System.Net;
using DaprShop.Orders;
using DaprShop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DaprShop.Tests.Orders.Unpaid;

/// <summary>Customers who want to keep more from others than they may.</summary>
public sealed class UnpaidTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private readonly Guid _user = Guid.CreateVersion7();

    [Fact]
    public async Task A_customer_has_ten_unpaid_orders_and_no_eleventh_until_one_is_paid_or_cancelled()
    {
        var product = await shop.AddProductAsync(stock: 20);
        var orders = new List<Guid>();
        for (var i = 0; i < 10; i++) orders.Add(await shop.PlacedAsync(_user, (product, 1)));
        Assert.Equal("too_many_unpaid_orders", (await Problem.ReadAsync(await shop.PlaceAsync(_user, "eleventh", (product, 1)), HttpStatusCode.Conflict)).Code);
        Assert.Equal((10, 10, 0), await shop.StockAsync(product));
        Assert.Equal(10, (int)(await ShopHost.ReadAsync(await shop.GetAsync(_user, ""), HttpStatusCode.OK))["total"]!);
        await shop.PlacedAsync(Guid.CreateVersion7(), (product, 1));

        await ShopHost.ReadAsync(await shop.PayAsync(_user, orders[0]), HttpStatusCode.OK);
        await ShopHost.ReadAsync(await shop.PlaceAsync(_user, "eleventh", (product, 1)), HttpStatusCode.Created);
        await ShopHost.ReadAsync(await shop.DoAsync(_user, orders[1], "cancel"), HttpStatusCode.OK);
        await shop.PlacedAsync(_user, (product, 1));
        await Problem.ReadAsync(await shop.PlaceAsync(_user, "thirteenth", (product, 1)), HttpStatusCode.Conflict);
    }

    [Theory]
    [MemberData(nameof(ShopHost.Stores), MemberType = typeof(ShopHost))]
    public async Task Of_many_orders_at_once_as_many_are_placed_as_allowed(string storeType)
    {
        await using var own = await ShopHost.StartAsync(storeType);
        var product = await own.AddProductAsync(stock: 100);
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => own.PlaceAsync(_user, $"key-{number}", (product, 1))));
        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            Assert.Equal("too_many_unpaid_orders", (await Problem.ReadAsync(refused, HttpStatusCode.Conflict)).Code);
        Assert.Equal((90, 10, 0), await own.StockAsync(product));
    }

    [Fact]
    public async Task A_request_that_is_repeated_at_the_limit_and_at_once_is_one_order()
    {
        var product = await shop.AddProductAsync(stock: 100);
        for (var i = 0; i < 9; i++) await shop.PlacedAsync(_user, (product, 1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => shop.PlaceAsync(_user, "key", (product, 1))));
        var ids = new HashSet<Guid>();
        foreach (var answer in answers) ids.Add((Guid)(await ShopHost.ReadAsync(answer, HttpStatusCode.Created))["id"]!);
        Assert.Single(ids);
        Assert.Equal((90, 10, 0), await shop.StockAsync(product));
    }

    [Fact]
    public async Task A_customer_holds_a_hundred_pieces_of_a_product_however_they_come_together()
    {
        var product = await shop.AddProductAsync(stock: 500);
        var problem = await Problem.ReadAsync(await shop.PlaceAsync(_user, "key", (product, 101)), HttpStatusCode.Conflict);
        Assert.Equal(("too_many_unpaid_pieces", product), (problem.Code, problem.Others["productIds"][0].GetGuid()));
        var (one, other) = (await shop.PlacedAsync(_user, (product, 60)), await shop.PlacedAsync(_user, (product, 1)));
        Assert.Equal("too_many_unpaid_pieces", (await Problem.ReadAsync(await shop.EditAsync(_user, other, (product, 41)), HttpStatusCode.Conflict)).Code);
        Assert.Equal((439, 61, 0), await shop.StockAsync(product));

        await ShopHost.ReadAsync(await shop.EditAsync(_user, other, (product, 40)), HttpStatusCode.OK);
        await ShopHost.ReadAsync(await shop.PayAsync(_user, one), HttpStatusCode.OK);
        await ShopHost.ReadAsync(await shop.EditAsync(_user, other, (product, 100)), HttpStatusCode.OK);
        Assert.Equal((340, 100, 60), await shop.StockAsync(product));
    }

    [Fact]
    public async Task Who_let_an_order_go_unpaid_leaves_its_product_to_others_for_a_while()
    {
        await using var own = await ShopHost.StartAsync();
        var (product, other) = (await own.AddProductAsync(), await own.AddProductAsync());
        var id = await own.PlacedAsync(_user, (product, 1));
        own.Time.Advance(TimeSpan.FromMinutes(15));
        await own.DriveUntilAsync(async () => await own.StatusAsync(_user, id) == "Cancelled" && (await own.StockAsync(product)).Reserved == 0);

        var answer = await own.PlaceAsync(_user, "again", (other, 1), (product, 1));
        var problem = await Problem.ReadAsync(answer, HttpStatusCode.Conflict);
        Assert.Equal(("unpaid_for_too_long", product), (problem.Code, problem.Others["productIds"][0].GetGuid()));
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromHours(11), TimeSpan.FromHours(12));
        await ShopHost.ReadAsync(await own.PayAsync(_user, await own.PlacedAsync(_user, (other, 1))), HttpStatusCode.OK);
        await own.PlacedAsync(Guid.CreateVersion7(), (product, 1));

        own.Time.Advance(TimeSpan.FromHours(12));
        await ShopHost.ReadAsync(await own.PlaceAsync(_user, "again", (other, 1), (product, 1)), HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("Orders:UnpaidOrders", "0")]
    [InlineData("Orders:UnpaidOrders", "101")]
    [InlineData("Orders:UnpaidPieces", "0")]
    [InlineData("Orders:DeclinedCards", "0")]
    [InlineData("Orders:DeclinedCardsTime", "00:00:00")]
    public void A_limit_that_makes_no_sense_is_refused_by_its_name(string setting, string value)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration[setting] = value;
        builder.AddOrders();
        using var services = builder.Services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<OrdersOptions>>().Value);
        Assert.Contains(setting, exception.Message, StringComparison.Ordinal);
    }
}
