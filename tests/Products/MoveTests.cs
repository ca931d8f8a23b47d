using System.Net;
using Daprlet.Sidecars;
using DaprShop.Testing;

namespace DaprShop.Tests.Products;

/// <summary>Stock moves to a second instance, and a sidecar holds the calls of its actors back meanwhile.</summary>
public sealed class MoveTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Calls_that_are_held_back_for_ten_seconds_are_answered_and_nothing_is_sold_twice()
    {
        await using var shop = await ProductsHost.StartWatchedAsync(Hold(TimeSpan.FromSeconds(10)), patience: TimeSpan.FromMinutes(2));
        var (products, order) = (await AddAsync(shop), Guid.CreateVersion7());
        await shop.StartInstanceAsync();

        await Task.WhenAll(products.Select(product => ReserveAsync(shop, order, product)));
        foreach (var product in products) Assert.Equal((9, 1, 0), await shop.StockAsync(product));
        Assert.False(shop[0].Sidecar.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_sidecar_that_holds_them_back_for_good_is_shut_down_by_its_service_and_the_stock_moves_on()
    {
        await using var shop = await ProductsHost.StartWatchedAsync(Hold(TimeSpan.FromDays(1)), patience: TimeSpan.FromSeconds(3));
        var (products, order) = (await AddAsync(shop), Guid.CreateVersion7());
        var second = await shop.StartInstanceAsync();

        await shop[0].Sidecar.Ended.WaitAsync(Patience);
        await Task.WhenAll(products.Select(product => ReserveAsync(shop, order, product, second)));
        foreach (var product in products) Assert.Equal((9, 1, 0), await shop.StockAsync(product, second));
    }

    private static SidecarFaults Hold(TimeSpan time) => new() { HeldActorMoves = new Dictionary<string, TimeSpan> { ["StockActor"] = time } };

    // With sixteen it is certain that some of them move.
    private static async Task<IReadOnlyList<Guid>> AddAsync(ProductsHost shop)
    {
        var products = new List<Guid>();
        for (var i = 0; i < 16; i++) products.Add(await shop.AddAsync(stock: 10));
        return products;
    }

    private static Task ReserveAsync(ProductsHost shop, Guid order, Guid product, int instance = 0) => Eventually.TrueAsync(async () =>
    {
        using var answer = await shop.TryForOrderAsync(order, "reserve", ProductsHost.Items(product, 1), instance);
        if (answer.StatusCode != HttpStatusCode.OK) Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        return answer.StatusCode == HttpStatusCode.OK;
    }, "the reservation");
}
