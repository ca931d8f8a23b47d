using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Products;

/// <summary>Random movements of orders and administrators, held against a model that is a table and nothing else.</summary>
public sealed class StockHistoryTests
{
    private const int First = 20;
    private const int Orders = 5;
    private const int Instances = 2;

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
            select new Step(StepKind.Adjust, 0, 0, delta, instance)),
        (2, from instance in Gen.Choose(0, Instances - 1)
            select new Step(StepKind.Restart, 0, 0, 0, instance)));

    // Every step may come a second time, at once or later.
    private static readonly Gen<List<Step>> Histories =
        from steps in Steps.ListOf(14)
        from repeated in Gen.Shuffle(steps.Concat(steps.Where(step => step.Kind is StepKind.Reserve or StepKind.Release or StepKind.Commit)))
        select repeated.ToList();

    [Fact]
    public async Task Whatever_happens_in_whatever_order_across_restarts_the_pieces_add_up()
    {
        await using var shop = await ProductsHost.StartAsync();
        await shop.StartInstanceAsync();
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(20), Prop.ForAll(Histories.ToArbitrary(), history =>
            PlayAsync(shop, history).GetAwaiter().GetResult())), TestContext.Current.CancellationToken);
    }

    private static async Task PlayAsync(ProductsHost shop, List<Step> history)
    {
        var (product, orders) = (await shop.AddAsync(stock: First), Enumerable.Range(0, Orders).Select(_ => Guid.CreateVersion7()).ToList());
        var (model, adjusted) = (new Model(First), 0L);
        foreach (var step in history)
        {
            switch (step.Kind)
            {
                case StepKind.Restart:
                    await shop.RestartInstanceAsync(step.Instance);
                    break;
                case StepKind.Adjust:
                    var answer = await shop.AsAdministratorAsync(HttpMethod.Post, $"/api/v1/products/{product}/stock",
                        new { delta = step.Quantity, reason = "counted" }, instance: step.Instance);
                    Assert.Equal(model.Adjust(step.Quantity), answer.IsSuccessStatusCode);
                    if (answer.IsSuccessStatusCode) adjusted += step.Quantity;
                    break;
                default:
                    Assert.Equal(model.Move(step), (await MoveAsync(shop, product, orders[step.Order], step)).Count == 0);
                    break;
            }

            Assert.Equal((model.Available, model.Held(ModelState.Reserved), model.Held(ModelState.Sold)), await shop.StockAsync(product));
            Assert.Equal(model.Available, await shop.ShownAsync(product, 1 - step.Instance));
            Assert.Equal(First + adjusted, model.Available + model.Held(ModelState.Reserved) + model.Held(ModelState.Sold));
        }

        Assert.Equal(await shop.StockAsync(product), await shop.SumOfLedgerAsync(product));
    }

    private static Task<IReadOnlyList<Guid>> MoveAsync(ProductsHost shop, Guid product, Guid order, Step step) => step.Kind switch
    {
        StepKind.Reserve => shop.ForOrderAsync(order, "reserve", ProductsHost.Items(product, step.Quantity, step.Revision), step.Instance),
        StepKind.Release => shop.ForOrderAsync(order, "release", ProductsHost.Ids(product, step.Revision), step.Instance),
        _ => shop.ForOrderAsync(order, "commit", ProductsHost.Ids(product, step.Revision), step.Instance),
    };

    private enum StepKind
    {
        Reserve,
        Release,
        Commit,
        Adjust,
        Restart,
    }

    private enum ModelState
    {
        Reserved,
        Sold,
        Released,
    }

    private sealed record Step(StepKind Kind, int Order, int Revision, int Quantity, int Instance);

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
