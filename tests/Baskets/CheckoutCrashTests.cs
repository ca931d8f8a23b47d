using System.Net;
using System.Text.Json.Nodes;
using Daprlet.Components.State;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Baskets;

/// <summary>A write that fails, or is stored and not answered, is how a crash between two steps looks to the next request.</summary>
public sealed class CheckoutCrashTests
{
    private const int MaxRepetitions = 8;
    private const int Products = 3;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wherever_a_checkout_breaks_off_the_repetition_ends_with_one_order_and_an_empty_basket(bool isStored)
    {
        await using var shop = await BasketsHost.StartAsync();
        var product = await shop.AddProductAsync();
        for (var broken = 1; ; broken++)
        {
            var user = Guid.CreateVersion7();
            await shop.AddAsync(user, product, 2);
            var faults = BreakOff(shop, broken, isStored);
            var order = await UntilAnsweredAsync(() => shop.CheckOutAsync(user, "key"), HttpStatusCode.Created);
            Assert.Equal([(product, 2)], BasketsHost.Items(order));
            Assert.Single(await shop.OrdersAsync(user));
            Assert.Empty(await shop.ItemsAsync(user));
            Assert.Equal(order.ToJsonString(), (await BasketsHost.ReadAsync(await shop.CheckOutAsync(user, "key"), HttpStatusCode.Created)).ToJsonString());
            if (!faults.AreOver) return;
            Assert.True(broken < 20);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wherever_a_checkout_breaks_off_the_next_change_finds_what_was_not_ordered(bool isStored)
    {
        await using var shop = await BasketsHost.StartAsync();
        var (pot, cup) = (await shop.AddProductAsync(), await shop.AddProductAsync());
        for (var broken = 1; ; broken++)
        {
            var user = Guid.CreateVersion7();
            await shop.AddAsync(user, pot, 2);
            var faults = BreakOff(shop, broken, isStored);
            await shop.CheckOutAsync(user, "key");
            await UntilAnsweredAsync(() => shop.AddAsync(user, cup, 1, "add"), HttpStatusCode.OK);
            var isOrdered = (await shop.OrdersAsync(user)).Count == 1;
            Assert.Equal(isOrdered ? [(cup, 1)] : [(pot, 2), (cup, 1)], await shop.ItemsAsync(user));
            if (!faults.AreOver) return;
        }
    }

    [Fact]
    public async Task Whatever_is_put_in_is_in_the_basket_or_in_one_order_whatever_crashes()
    {
        var orders = new FakeOrders();
        await using var shop = await BasketsHost.StartAsync(fakeOrders: orders);
        var products = new Guid[Products];
        for (var i = 0; i < Products; i++) products[i] = await shop.AddProductAsync();
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Histories.ToArbitrary(), history =>
            PlayAsync(shop, orders, products, history).GetAwaiter().GetResult())));
    }

    private static Gen<List<Step>> Histories =>
        (from isCheckout in Gen.Elements(true, false)
         from product in Gen.Choose(0, Products - 1)
         from quantity in Gen.Choose(1, 3)
         from broken in Gen.Choose(0, 4)
         from isStored in Gen.Elements(true, false)
         from moods in Gen.Elements(OrdersMood.Well, OrdersMood.OutOfStock, OrdersMood.Refusing, OrdersMood.TooMuchUnpaid, OrdersMood.DeadBefore, OrdersMood.DeadAfter).ListOf(2)
         from isRepeated in Gen.Elements(true, false)
         select new Step(isCheckout, product, quantity, broken, isStored, [.. moods], isRepeated)).ListOf(8).Select(steps => steps.ToList());

    private static async Task PlayAsync(BasketsHost shop, FakeOrders orders, Guid[] products, List<Step> history)
    {
        var (user, before) = (Guid.CreateVersion7(), orders.Placed.Count);
        var (putIn, answers) = (new int[Products], new Dictionary<string, string>());
        for (var i = 0; i < history.Count; i++)
        {
            var (step, key) = (history[i], $"key-{i}");
            orders.Moods.Clear();
            BreakOff(shop, step.BrokenWrite, step.IsStored);
            if (step.IsCheckout)
            {
                foreach (var mood in step.Moods) orders.Moods.Enqueue(mood);
                var answer = await shop.CheckOutAsync(user, key);
                for (var n = 0; step.IsRepeated && answer.StatusCode == HttpStatusCode.ServiceUnavailable; n++)
                {
                    Assert.True(n < MaxRepetitions, "the checkout does not end");
                    answer = await shop.CheckOutAsync(user, key);
                }

                if (answer.StatusCode == HttpStatusCode.Created) answers[key] = await answer.Content.ReadAsStringAsync();
            }
            else
            {
                await UntilAnsweredAsync(() => shop.AddAsync(user, products[step.Product], step.Quantity, key), HttpStatusCode.OK);
                putIn[step.Product] += step.Quantity;
            }
        }

        orders.Moods.Clear();
        BreakOff(shop, 0, isStored: false);
        await BasketsHost.ReadAsync(await shop.AddAsync(user, products[0], 1), HttpStatusCode.OK); // finishes what is under way
        putIn[0]++;

        var basket = await shop.ItemsAsync(user);
        var bought = orders.Placed.Skip(before).SelectMany(BasketsHost.Items).ToList();
        for (var i = 0; i < Products; i++)
            Assert.Equal(putIn[i], basket.Concat(bought).Where(item => item.ProductId == products[i]).Sum(item => item.Quantity));
        foreach (var (key, text) in answers)
            Assert.Equal(text, await (await shop.CheckOutAsync(user, key)).Content.ReadAsStringAsync());
        Assert.Equal(answers.Count, answers.Values.Distinct().Count());
    }

    private static Faults BreakOff(BasketsHost shop, int write, bool isStored)
    {
        var faults = new Faults(write);
        shop.Store.BeforeWrite = _ => !isStored && faults.IsNext() ? StateFault.Refused("crashed before the write") : null;
        shop.Store.AfterWrite = _ =>
        {
            if (isStored && faults.IsNext()) throw new IOException("crashed after the write");
        };
        return faults;
    }

    private static async Task<JsonObject> UntilAnsweredAsync(Func<Task<HttpResponseMessage>> request, HttpStatusCode expected)
    {
        for (var repetition = 0; ; repetition++)
        {
            var answer = await request();
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || repetition == MaxRepetitions) return await BasketsHost.ReadAsync(answer, expected);
        }
    }

    private sealed record Step(
        bool IsCheckout, int Product, int Quantity, int BrokenWrite, bool IsStored, IReadOnlyList<OrdersMood> Moods, bool IsRepeated)
    {
        public override string ToString() => (IsCheckout ? $"check out, {string.Join(" then ", Moods)}" : $"add {Quantity} of {Product}")
            + (BrokenWrite == 0 ? "" : $", write {BrokenWrite} breaks {(IsStored ? "after" : "before")}") + (IsRepeated ? ", repeated" : "");
    }

    // Breaks one write, counted from 1.
    private sealed class Faults(int write)
    {
        private int _left = write;

        public bool AreOver => Volatile.Read(ref _left) <= 0;

        public bool IsNext() => Interlocked.Decrement(ref _left) == 0;
    }
}
