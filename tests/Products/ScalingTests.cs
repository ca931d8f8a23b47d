using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using DaprShop.Testing;

namespace DaprShop.Tests.Products;

/// <summary>Instances are added and taken away, as an autoscaler does, while others call whichever there are.</summary>
public sealed class ScalingTests : IDisposable
{
    private const int Workers = 4;
    private const int CallsBetweenSteps = 24;

    private readonly string _folder = Directory.CreateTempSubdirectory("daprshop-scaling-").FullName;
    private readonly ConcurrentQueue<string> _failures = [];
    private int _answered;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_two_to_five_and_back_no_call_fails_and_no_actor_is_stuck(bool isInOneProcess)
    {
        await using var shop = await ProductsHost.StartAsync(folder: isInOneProcess ? null : _folder);
        var products = new List<Guid>();
        for (var i = 0; i < 8; i++) products.Add(await shop.AddAsync(stock: 100_000));
        await using var caller = await shop.StartCallerAsync("orders");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{caller.HttpPort}/v1.0/invoke/products/method/"), Timeout = TimeSpan.FromMinutes(4) };
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, Workers).Select(worker => SellAsync(client, products, worker, enough.Token)).ToList();

        foreach (var wanted in (int[])[2, 5, 2, 4, 2])
        {
            for (; shop.Instances < wanted; await SomeCallsAsync()) await shop.StartInstanceAsync();
            for (; shop.Instances > wanted; await SomeCallsAsync()) await shop.LeaveAsync();
        }

        await enough.CancelAsync();
        var sold = (await Task.WhenAll(load)).SelectMany(sales => sales).ToLookup(product => product);
        Assert.True(_failures.IsEmpty, string.Join('\n', _failures));
        foreach (var product in products) Assert.Equal((100_000 - sold[product].Count(), 0, sold[product].Count()), await shop.StockAsync(product));
    }

    private async Task SomeCallsAsync()
    {
        var before = Volatile.Read(ref _answered);
        await Eventually.TrueAsync(() => !_failures.IsEmpty || Volatile.Read(ref _answered) >= before + CallsBetweenSteps, "some calls to be answered");
    }

    /// <summary>Reserves and sells one piece after the other, and gives the products of which it sold.</summary>
    private async Task<IReadOnlyList<Guid>> SellAsync(HttpClient client, List<Guid> products, int worker, CancellationToken enough)
    {
        var sold = new List<Guid>();
        for (var number = worker; !enough.IsCancellationRequested && _failures.IsEmpty; number++)
        {
            var (order, product) = (Guid.CreateVersion7(), products[number % products.Count]);
            await AskAsync(() => PostAsync(client, $"internal/v1/orders/{order}/reserve", ProductsHost.Items(product, 1)));
            await AskAsync(() => client.GetAsync($"api/v1/products/{product}", CancellationToken.None));
            await AskAsync(() => PostAsync(client, $"internal/v1/orders/{order}/commit", ProductsHost.Ids(product)));
            sold.Add(product);
        }
        return sold;
    }

    // With its length: what has none is sent once, be the app of the instance that gets it there or not.
    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object body)
    {
        using var content = JsonContent.Create(body);
        await content.LoadIntoBufferAsync(CancellationToken.None);
        return await client.PostAsync(path, content, CancellationToken.None);
    }

    private async Task AskAsync(Func<Task<HttpResponseMessage>> ask)
    {
        try
        {
            using var response = await ask();
            if (response.StatusCode == HttpStatusCode.OK) Interlocked.Increment(ref _answered);
            else _failures.Enqueue($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            _failures.Enqueue(exception.Message);
        }
    }
}
