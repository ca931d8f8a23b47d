using DaprShop.Baskets.Domain;
using DaprShop.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Baskets;

/// <summary>
/// The steps of several requests for one basket, in every order that random choice finds, with requests that die on the way.
/// What one step reads and writes here is what the store does at once: a basket by its ETag, an order by its key.
/// </summary>
public sealed class CheckoutRaceTests
{
    private const int Requests = 4;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<List<int>> Schedules = Gen.Choose(0, Requests + 1).ListOf(40).Select(schedule => schedule.ToList());

    [Fact]
    public void Whatever_meets_what_is_put_in_is_in_the_basket_or_in_one_order() => Prop.ForAll(Schedules.ToArbitrary(), schedule =>
    {
        var world = Play(schedule, catalogueChanges: false);
        Assert.Equal(world.PutIn, world.InBasket + world.InOrders);
        Assert.All(world.Answered, request => Assert.Contains(request.OrderId!.Value, world.Orders.Values.Select(order => order.Id)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void When_the_catalogue_changes_meanwhile_nothing_is_lost_and_nothing_is_bought_twice_by_who_was_not_told() => Prop.ForAll(Schedules.ToArbitrary(), schedule =>
    {
        var world = Play(schedule, catalogueChanges: true);
        Assert.True(world.InBasket + world.InOrders >= world.PutIn);
        Assert.True(world.IsSuperseded || world.InBasket + world.InOrders == world.PutIn);
        Assert.All(world.Answered, request => Assert.Contains(request.OrderId!.Value, world.Orders.Values.Select(order => order.Id)));
        Assert.All(world.Answered.GroupBy(request => request.Key), same => Assert.Single(same.Select(request => request.OrderId).Distinct()));
    }).QuickCheckThrowOnFailure();

    private static World Play(List<int> schedule, bool catalogueChanges)
    {
        var world = new World();
        var requests = Enumerable.Range(0, Requests).Select(Request.New).ToArray();
        for (var i = 0; i < schedule.Count; i++)
        {
            var choice = schedule[i];
            if (choice == Requests) world.Add();
            else if (choice > Requests) requests[i % Requests] = Request.New(i); // one dies, another one comes
            else requests[choice].Step(world, isRefusing: catalogueChanges && i % 3 == 0);
        }

        var last = new Request("last");
        while (!last.IsOver) last.Step(world, isRefusing: false);
        return world;
    }

    private sealed class World
    {
        public Basket Basket { get; set; } = new();

        public int PutIn { get; private set; }

        public Dictionary<Guid, (Guid Id, PlaceOrder Order)> Orders { get; } = [];

        public Dictionary<string, CheckoutAnswer> Answers { get; } = [];

        public List<Request> Answered { get; } = [];

        /// <summary>Whether a request learnt that an earlier attempt has an order.</summary>
        public bool IsSuperseded { get; set; }

        public int InBasket => Basket.Items.Sum(item => item.Quantity);

        public int InOrders => Orders.Values.Sum(order => order.Order.Items.Sum(item => item.Quantity));

        public void Add()
        {
            var change = new BasketChange.Add(Guid.CreateVersion7(), null, [new OrderItem(Guid.CreateVersion7(), 1)]);
            if (Basket.Handle(change, _ => true, Now) is not BasketOutcome.Done done) return;
            Basket = done.Basket;
            PutIn++;
        }
    }

    // The steps of CheckoutProcess: begin, look at the catalogue, place the order, store the answer and the basket.
    private sealed class Request(string key)
    {
        private static readonly ShippingAddress Address = new("Ada", "1 Street", "London", "E1", "GB");
        private Action<World>? _next;
        private bool _hasBegun;

        public string Key => key;

        public Guid? OrderId { get; private set; }

        public bool IsOver => _hasBegun && _next is null;

        // Some come with the key of another: a repetition.
        public static Request New(int number) => new($"key-{number % 3}");

        public void Step(World world, bool isRefusing)
        {
            if (IsOver) return;
            var step = _hasBegun ? _next! : Begin;
            (_hasBegun, _next) = (true, null);
            step(world);
            void Begin(World _) => BeginAt(world, isRefusing);
        }

        private void BeginAt(World world, bool isRefusing)
        {
            var request = new CheckoutRequest(key, Address, _ => true, Guid.CreateVersion7());
            if (!world.Basket.IsCheckedOutBy(request) && world.Answers.TryGetValue(key, out var answer))
            {
                End(world, answer.OrderId);
                return;
            }

            var (basket, outcome) = world.Basket.Begin(request, isOpen: true);
            world.Basket = basket;
            if (outcome is CheckoutOutcome.Begun { Checkout: var checkout }) _next = later => LookAt(later, checkout, isRefusing);
        }

        private void LookAt(World world, Checkout checkout, bool isRefusing)
        {
            if (isRefusing && !world.Orders.ContainsKey(checkout.Id)) _next = later => later.Basket = later.Basket.Released(checkout);
            else _next = later => PlaceAt(later, checkout);
        }

        private void PlaceAt(World world, Checkout checkout)
        {
            var wanted = checkout.Attempt!.Order;
            if (!world.Orders.TryGetValue(checkout.Id, out var order)) world.Orders[checkout.Id] = order = (Guid.CreateVersion7(), wanted);
            if (order.Order.Items.SequenceEqual(wanted.Items))
            {
                _next = later => EndAt(later, checkout, order.Id);
                return;
            }

            world.IsSuperseded = true;
            _next = later => later.Basket = later.Basket.Closed(checkout);
        }

        private void EndAt(World world, Checkout checkout, Guid orderId)
        {
            foreach (var waiting in world.Basket.Waiting(checkout))
                world.Answers.TryAdd(waiting, new CheckoutAnswer(Address, orderId, IsRejected: false, "{}"));
            world.Basket = world.Basket.Bought(checkout, orderId, Now);
            End(world, world.Answers.TryGetValue(key, out var answer) ? answer.OrderId : orderId);
        }

        private void End(World world, Guid orderId)
        {
            OrderId = orderId;
            world.Answered.Add(this);
        }
    }
}
