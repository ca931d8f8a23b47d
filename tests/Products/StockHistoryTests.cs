using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Products;

/// <summary>Random movements of orders and administrators, held against a model that is a table and nothing else.</summary>
public sealed class StockHistoryTests
{
    private const int First = 20;
    private const int Products = 5;
    private const int Orders = 5;
    private const int Instances = 2;
    private const int StepsOfProduct = 14;

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (8, from order in Gen.Choose(0, Orders - 1)
            from revision in Gen.Choose(1, 3)
            from quantity in Gen.Choose(1, 9)
            from instance in Gen.Choose(0, Instances - 1)
            select new Step(StepKind.Reserve, order, revision, quantity, instance)),
        (5, from order in Gen.Choose(0, Orders - 1)
            from revision in Gen.Choose(1, 3)
            from instance in Gen.Choose(0, Instances - 1)
            select new Step(StepKind.Release, order, revision, 0, instance)),
        (4, from order in Gen.Choose(0, Orders - 1)
            from revision in Gen.Choose(1, 3)
            from instance in Gen.Choose(0, Instances - 1)
            select new Step(StepKind.Commit, order, revision, 0, instance)),
        (3, from delta in Gen.Choose(-9, 9).Where(delta => delta != 0)
            from instance in Gen.Choose(0, Instances - 1)
            select new Step(StepKind.Adjust, 0, 0, delta, instance)));

    // Every step may come a second time, at once or later.
    private static readonly Gen<List<Step>> Histories =
        from steps in Steps.ListOf(StepsOfProduct)
        from repeated in Gen.Shuffle(steps.Concat(steps.Where(step => step.Kind is not StepKind.Adjust)))
        select repeated.ToList();

    // Products have nothing to do with each other, so that several histories share the restarts, which take the most time.
    private static readonly Gen<Run> Runs =
        from histories in Histories.ListOf(Products)
        from restarts in (from before in Gen.Choose(1, StepsOfProduct) from instance in Gen.Choose(0, Instances - 1) select new Restart(before, instance)).ListOf(2)
        select new Run([.. histories], [.. restarts]);

    [Fact]
    public async Task Whatever_happens_in_whatever_order_across_restarts_the_pieces_add_up()
    {
        await using var shop = await ProductsHost.StartAsync();
        await shop.StartInstanceAsync();
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(4), Prop.ForAll(Runs.ToArbitrary(), run =>
            PlayAsync(shop, run).GetAwaiter().GetResult())), TestContext.Current.CancellationToken);
    }

    private static async Task PlayAsync(ProductsHost shop, Run run)
    {
        var products = new List<Product>();
        foreach (var history in run.Histories) products.Add(new Product(shop, await shop.AddAsync(stock: First), history));
        for (var round = 0; round < run.Histories.Max(history => history.Count); round++)
        {
            foreach (var restart in run.Restarts.Where(restart => restart.BeforeStep == round)) await shop.RestartInstanceAsync(restart.Instance);
            await Task.WhenAll(products.Select(product => product.PlayAsync(round)));
        }

        foreach (var product in products) await product.AddsUpAsync();
    }

    private enum StepKind
    {
        Reserve,
        Release,
        Commit,
        Adjust,
    }

    private enum ModelState
    {
        Reserved,
        Sold,
        Released,
    }

    private sealed record Step(StepKind Kind, int Order, int Revision, int Quantity, int Instance);

    private sealed record Restart(int BeforeStep, int Instance);

    private sealed record Run(IReadOnlyList<IReadOnlyList<Step>> Histories, IReadOnlyList<Restart> Restarts);

    /// <summary>A product of the shop, and what its history makes of it.</summary>
    private sealed class Product(ProductsHost shop, Guid id, IReadOnlyList<Step> history)
    {
        private readonly List<Guid> _orders = [.. Enumerable.Range(0, Orders).Select(_ => Guid.CreateVersion7())];
        private readonly Model _model = new(First);
        private long _adjusted;

        public async Task PlayAsync(int round)
        {
            if (round >= history.Count) return;
            var step = history[round];
            if (step.Kind == StepKind.Adjust)
            {
                var answer = await shop.AsAdministratorAsync(HttpMethod.Post, $"/api/v1/products/{id}/stock",
                    new { delta = step.Quantity, reason = "counted" }, instance: step.Instance);
                Assert.Equal(_model.Adjust(step.Quantity), answer.IsSuccessStatusCode);
                if (answer.IsSuccessStatusCode) _adjusted += step.Quantity;
            }
            else
            {
                Assert.Equal(_model.Move(step), (await MoveAsync(step)).Count == 0);
            }

            Assert.Equal((_model.Available, _model.Held(ModelState.Reserved), _model.Held(ModelState.Sold)), await shop.StockAsync(id));
            Assert.Equal(_model.Available, await shop.ShownAsync(id, 1 - step.Instance));
            Assert.Equal(First + _adjusted, _model.Available + _model.Held(ModelState.Reserved) + _model.Held(ModelState.Sold));
        }

        public async Task AddsUpAsync() => Assert.Equal(await shop.StockAsync(id), await shop.SumOfLedgerAsync(id));

        private Task<IReadOnlyList<Guid>> MoveAsync(Step step) => step.Kind switch
        {
            StepKind.Reserve => shop.ForOrderAsync(_orders[step.Order], "reserve", ProductsHost.Items(id, step.Quantity, step.Revision), step.Instance),
            StepKind.Release => shop.ForOrderAsync(_orders[step.Order], "release", ProductsHost.Ids(id, step.Revision), step.Instance),
            _ => shop.ForOrderAsync(_orders[step.Order], "commit", ProductsHost.Ids(id, step.Revision), step.Instance),
        };
    }

    /// <summary>What each order holds, by the rules as the contract states them.</summary>
    private sealed class Model(long available)
    {
        private readonly Dictionary<int, (int Revision, int Quantity, ModelState State)> _orders = [];

        public long Available { get; private set; } = available;

        public long Held(ModelState state) => _orders.Values.Where(order => order.State == state).Sum(order => order.Quantity);

        public bool Adjust(long delta)
        {
            if (Available + delta < 0) return false;
            Available += delta;
            return true;
        }

        /// <summary>Whether the movement is done, now or before.</summary>
        public bool Move(Step step)
        {
            var isKnown = _orders.TryGetValue(step.Order, out var held);
            return step.Kind switch
            {
                StepKind.Reserve when isKnown && held.Revision >= step.Revision =>
                    held.Revision == step.Revision && held.Quantity == step.Quantity && held.State != ModelState.Released,
                StepKind.Reserve when held.State == ModelState.Sold || step.Quantity - held.Quantity > Available => false,
                StepKind.Reserve => Set(step, held.Quantity, step.Quantity, ModelState.Reserved),
                StepKind.Release when isKnown && held.Revision > step.Revision => false,
                StepKind.Release => Set(step, held.Quantity, 0, ModelState.Released),
                _ when !isKnown || held.Revision > step.Revision || held.State == ModelState.Released => false,
                _ => held.State == ModelState.Sold || Set(step, held.Quantity, held.Quantity, ModelState.Sold),
            };
        }

        private bool Set(Step step, int before, int after, ModelState state)
        {
            Available += before - after;
            _orders[step.Order] = (step.Revision, after, state);
            return true;
        }
    }
}
