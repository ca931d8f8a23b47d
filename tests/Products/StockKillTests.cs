using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.Products;

/// <summary>Two hosts of actors, of which one dies with its sidecar in the middle of the work.</summary>
public sealed class StockKillTests : IDisposable
{
    private const int Products = 24;
    private const int OrdersPerProduct = 8;
    private const int AnswersBeforeTheKill = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("daprshop-stock-").FullName;

    [Fact]
    public async Task Reservations_that_a_killed_host_leaves_unanswered_are_made_once()
    {
        await using var shop = await ProductsHost.StartAsync(folder: _folder);
        var products = await Task.WhenAll(Enumerable.Range(0, Products).Select(_ => shop.AddAsync(stock: 100)));
        await using var other = await ProductsProcess.StartAsync(_folder);
        await Eventually.TrueAsync(async () =>
        {
            foreach (var product in products) await AssertAsync(shop, product, (100, 0, 0));
            return await other.ActiveActorsAsync() > 0;
        }, "the other host to have some of the stock");

        var answers = 0;
        var movements = (from product in products from _ in Enumerable.Range(0, OrdersPerProduct) select (product, Guid.CreateVersion7())).ToList();
        var reserving = Task.WhenAll(movements.Select(movement => UntilDoneAsync(shop, "reserve", movement, () => Interlocked.Increment(ref answers))));
        await Eventually.TrueAsync(() => Volatile.Read(ref answers) >= AnswersBeforeTheKill, "some answers");
        await other.KillAsync();
        await reserving;
        foreach (var product in products) await AssertAsync(shop, product, (92, 8, 0));

        await using var again = await ProductsProcess.StartAsync(_folder);
        await Task.WhenAll(movements.Select(movement => UntilDoneAsync(shop, "reserve", movement)));
        await Task.WhenAll(movements.Select(movement => UntilDoneAsync(shop, "commit", movement)));
        foreach (var product in products) await AssertAsync(shop, product, (92, 0, 8));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task UntilDoneAsync(ProductsHost shop, string what, (Guid Product, Guid Order) movement, Action? onDone = null)
    {
        object request = what == "reserve" ? ProductsHost.Items(movement.Product, 1) : ProductsHost.Ids(movement.Product);
        using var answer = await UntilAnsweredAsync(() => shop.TryForOrderAsync(movement.Order, what, request));
        Assert.Empty((await ProductsHost.ReadAsync(answer, HttpStatusCode.OK))["refused"]!.AsArray());
        onDone?.Invoke();
    }

    // While the actors of a host that has died are given to another, or back, a call may fail.
    private static async Task<HttpResponseMessage> UntilAnsweredAsync(Func<Task<HttpResponseMessage>> request)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var answer = await request();
            if ((int)answer.StatusCode < 500) return answer;
            answer.Dispose();
            await Task.Delay(Pause, limit.Token);
        }
    }

    private static async Task AssertAsync(ProductsHost shop, Guid product, (long, long, long) expected)
    {
        using var answer = await UntilAnsweredAsync(() => shop.AsAdministratorAsync(HttpMethod.Get, $"/api/v1/products/{product}/stock"));
        Assert.Equal(expected, await shop.StockAsync(product));
        Assert.Equal(expected, await shop.SumOfLedgerAsync(product));
        Assert.Equal(expected.Item1, await shop.ShownAsync(product));
    }
}
