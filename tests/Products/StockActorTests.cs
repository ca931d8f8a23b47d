using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Components.State;
using DaprShop.Products.Stock;
using DaprShop.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Products;

public sealed class StockActorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [MemberData(nameof(ProductsHost.Stores), MemberType = typeof(ProductsHost))]
    public async Task A_product_has_one_actor_however_many_instances_there_are(string store)
    {
        await using var shop = await ProductsHost.StartAsync(store);
        if (store == RedisLikeStateStore.Type) await shop.StartInstanceAsync();
        var products = new List<Guid>();
        for (var i = 0; i < 20; i++) products.Add(await shop.AddAsync(stock: 10));
        var orders = Enumerable.Range(0, 8).Select(_ => Guid.CreateVersion7()).ToList();

        var last = shop.Instances - 1;
        await Task.WhenAll(orders.SelectMany((order, i) => products.Select(product => shop.ReserveAsync(order, product, instance: i % 2 * last))));

        foreach (var product in products) Assert.Equal((2, 8, 0), await shop.StockAsync(product));
        Assert.Equal(products.Count, await ActiveActorsAsync(shop[0]) + (last > 0 ? await ActiveActorsAsync(shop[1]) : 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wherever_a_movement_breaks_off_its_repetition_completes_it_once(bool isStored)
    {
        await using var shop = await ProductsHost.StartAsync();
        for (var broken = 1; ; broken++)
        {
            var (product, order, countdown) = (await shop.AddAsync(stock: 10), Guid.CreateVersion7(), broken);
            bool IsBroken() => Interlocked.Decrement(ref countdown) == 0;
            shop.Store.BeforeWrite = _ => !isStored && IsBroken() ? StateFault.Refused("crashed before the write") : null;
            shop.Store.AfterWrite = _ =>
            {
                if (isStored && IsBroken()) throw new StateStoreException("crashed after the write");
            };
            await RepeatAsync(() => shop.TryForOrderAsync(order, "reserve", ProductsHost.Items(product, 3)));
            Assert.Equal((7, 3, 0), await shop.StockAsync(product));
            await RepeatAsync(() => shop.TryForOrderAsync(order, "commit", ProductsHost.Ids(product)));
            Assert.Equal((7, 0, 3), await shop.StockAsync(product));
            await RepeatAsync(() => shop.TryForOrderAsync(order, "release", ProductsHost.Ids(product)));
            Assert.Equal((10, 0, 0), await shop.StockAsync(product));
            Assert.Equal(10, await shop.ShownAsync(product));
            if (countdown > 0) return;
            Assert.True(broken < 50);
        }
    }

    [Fact]
    public async Task What_left_an_account_that_was_not_saved_then_changes_nothing()
    {
        await using var shop = await ProductsHost.StartAsync();
        var product = await shop.AddAsync(stock: 1000);
        var orders = Enumerable.Range(0, 300).Select(_ => Guid.CreateVersion7()).ToList();
        var (shed, brokenOff) = (0, 0);
        shop.Store.BeforeWrite = operation => Judge(operation, ref shed);
        foreach (var order in orders)
        {
            var answer = await shop.TryForOrderAsync(order, "reserve", ProductsHost.Items(product, 1));
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) continue;
            brokenOff++;
            Assert.Empty(await shop.ReserveAsync(order, product));
        }

        shop.Store.BeforeWrite = _ => null;
        Assert.NotEqual(0, brokenOff);
        Assert.Equal((700, 300, 0), await shop.StockAsync(product));
        await Task.WhenAll(orders.Select(order => shop.ReserveAsync(order, product)));
        Assert.Equal((700, 300, 0), await shop.StockAsync(product));
        await Task.WhenAll(orders.Select(order => shop.ForOrderAsync(order, "commit", ProductsHost.Ids(product))));
        Assert.Equal((700, 0, 300), await shop.StockAsync(product));

        // Without a rollback all that a transaction writes stays, but for what was refused.
        static StateFault? Judge(StateOperation operation, ref int shed)
        {
            if (operation.Key.Contains("||mark-", StringComparison.Ordinal)) Interlocked.Increment(ref shed);
            return operation.Key.EndsWith("||account", StringComparison.Ordinal) && Volatile.Read(ref shed) % 2 == 1
                ? StateFault.Refused("disk full") : null;
        }
    }

    [Fact]
    public async Task A_level_that_could_not_be_written_is_written_by_the_next_who_asks_the_actor()
    {
        await using var shop = await ProductsHost.StartAsync();
        var product = await shop.AddAsync(stock: 10);
        shop.Store.BeforeWrite = operation => operation.Key.EndsWith($"||stock-{product}", StringComparison.Ordinal) ? StateFault.Refused("disk full") : null;
        var adjusted = await shop.AsAdministratorAsync(HttpMethod.Post, $"/api/v1/products/{product}/stock", new { delta = 5, reason = "found" });
        await Problem.ReadAsync(adjusted, HttpStatusCode.ServiceUnavailable);
        shop.Store.BeforeWrite = _ => null;

        Assert.Equal((15, 0, 0), await shop.StockAsync(product));
        Assert.Equal(15, await shop.ShownAsync(product));
    }

    [Fact]
    public async Task An_older_level_is_never_shown_over_a_newer_one()
    {
        await using var shop = await ProductsHost.StartAsync();
        var (levels, product) = (shop[0].Services.GetRequiredService<StockLevels>(), Guid.CreateVersion7());
        var older = StockAccount.Open(10, DateTimeOffset.UnixEpoch);
        var newer = older.Apply(new Reserve(Guid.CreateVersion7(), 1, 4), null, DateTimeOffset.UnixEpoch).Account;
        var cancellationToken = TestContext.Current.CancellationToken;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => levels.SaveAsync(product, i % 2 == 0 ? older : newer, cancellationToken)));
        Assert.Equal(6, (await levels.ReadAsync([product], cancellationToken))[product]);
        await levels.SaveAsync(product, older, cancellationToken);
        Assert.Equal(6, (await levels.ReadAsync([product], cancellationToken))[product]);
    }

    [Fact]
    public async Task A_turn_that_begins_before_the_last_one_has_ended_waits_for_it()
    {
        await using var shop = await ProductsHost.StartAsync();
        var product = await shop.AddAsync(stock: 10);
        using var held = new HeldWrite(shop.Store, "||account");
        var first = shop.ReserveAsync(Guid.CreateVersion7(), product);
        await held.ReachedAsync(Patience);

        // Past the sidecar, which would let it wait: what the app sees when Dapr has given up the first call.
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/actors/StockActor/{product}/method/ApplyAsync")
        {
            Headers = { { "dapr-api-token", ServiceHost.AppApiToken } },
            Content = JsonContent.Create(new { movements = new[] { new { kind = "reserve", orderId = Guid.CreateVersion7(), revision = 1, quantity = 1 } } }),
        };
        var second = shop[0].Direct.SendAsync(request, TestContext.Current.CancellationToken);
        held.LetGo();

        Assert.Empty(await first);
        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        Assert.Equal((8, 2, 0), await shop.StockAsync(product));
    }

    [Fact]
    public async Task A_movement_that_does_not_get_its_turn_in_time_is_told_so_and_is_not_lost_or_doubled()
    {
        var time = new VirtualTime();
        time.Advance(DateTimeOffset.UtcNow - time.GetUtcNow());
        await using var shop = await ProductsHost.StartAsync(time: time);
        var (product, order) = (await shop.AddAsync(stock: 10), Guid.CreateVersion7());
        using (var held = new HeldWrite(shop.Store, "||account"))
        {
            var late = shop.TryForOrderAsync(order, "reserve", ProductsHost.Items(product, 4));
            await held.ReachedAsync(Patience);
            time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal("contention", (await Problem.ReadAsync(await late, HttpStatusCode.ServiceUnavailable)).Code);
            held.LetGo();
        }

        Assert.Empty(await shop.ReserveAsync(order, product, 4));
        Assert.Equal((6, 4, 0), await shop.StockAsync(product));
    }

    /// <summary>Nobody deactivates an actor whose sidecar dies: it moves to another instance, and back, and its object here knows nothing of it.</summary>
    [Fact]
    public async Task An_actor_that_has_been_elsewhere_goes_on_with_what_is_stored()
    {
        await using var shop = await ProductsHost.StartAsync();
        var (product, here, elsewhere) = (await shop.AddAsync(stock: 10), Guid.CreateVersion7(), Guid.CreateVersion7());
        var accounts = new List<StateUpsert>();
        shop.Store.AfterWrite = operation =>
        {
            if (operation is StateUpsert account && account.Key.EndsWith("||account", StringComparison.Ordinal)) accounts.Add(account with { Value = account.Value.ToArray(), ETag = "" });
        };
        await shop.ReserveAsync(here, product, 2);
        await shop.ReserveAsync(elsewhere, product, 3);
        await shop.RestartInstanceAsync(0);
        await shop.Store.ExecuteAsync(accounts[0]);
        Assert.Equal((8, 2, 0), await shop.StockAsync(product));

        await shop.Store.ExecuteAsync(accounts[1]);
        await shop.ForOrderAsync(here, "commit", ProductsHost.Ids(product));
        Assert.Equal((5, 3, 2), await shop.StockAsync(product));
    }

    [Fact]
    public async Task Actors_are_for_the_sidecar_alone()
    {
        await using var shop = await ProductsHost.StartAsync();
        var product = await shop.AddAsync(stock: 10);
        foreach (var (method, path) in new[] { (HttpMethod.Put, $"/actors/StockActor/{product}/method/ApplyAsync"), (HttpMethod.Delete, $"/actors/StockActor/{product}"), (HttpMethod.Get, "/dapr/config") })
        {
            using var request = new HttpRequestMessage(method, path);
            Assert.Equal("app_token_required", (await Problem.ReadAsync(
                await shop[0].Direct.SendAsync(request, TestContext.Current.CancellationToken), HttpStatusCode.Unauthorized)).Code);
        }
    }

    private static async Task RepeatAsync(Func<Task<HttpResponseMessage>> request)
    {
        for (var repetition = 0; ; repetition++)
        {
            using var answer = await request();
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && repetition < 5) continue;
            Assert.Empty((await ProductsHost.ReadAsync(answer, HttpStatusCode.OK))["refused"]!.AsArray());
            return;
        }
    }

    private static async Task<int> ActiveActorsAsync(ServiceHost instance)
    {
        var metadata = JsonNode.Parse(await instance.Client.GetStringAsync("/v1.0/metadata"))!;
        return metadata["actorRuntime"]!["activeActors"]?.AsArray().Sum(actors => (int?)actors!["count"] ?? 0) ?? 0;
    }
}
