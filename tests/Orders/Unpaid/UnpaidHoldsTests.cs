using DaprShop.Contracts.Events;
using DaprShop.Orders.Domain;

namespace DaprShop.Tests.Orders.Unpaid;

/// <summary>What a customer may keep from others, by the clock.</summary>
public sealed class UnpaidHoldsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly UnpaidLimits Limits = new(
        Orders: 3, Pieces: 10, Time: TimeSpan.FromMinutes(5), Pause: TimeSpan.FromHours(12), PaymentTime: TimeSpan.FromMinutes(15));

    private readonly Dictionary<Guid, Order> _orders = [];
    private UnpaidHolds _holds = new();
    private DateTimeOffset _now = Start;

    [Fact]
    public void As_many_orders_as_the_limit_says_and_no_more()
    {
        for (var i = 0; i < Limits.Orders; i++) Place(Guid.NewGuid(), 1);
        Assert.Equal(UnpaidLimit.Orders, Try(Guid.NewGuid(), 1)?.Kind);
    }

    [Theory]
    [InlineData(OrderState.Paid)]
    [InlineData(OrderState.Refunding)]
    [InlineData(OrderState.Rejected)]
    [InlineData(OrderState.Cancelled)]
    [InlineData(OrderState.Completed)]
    [InlineData(OrderState.Deleted)]
    public void An_order_that_holds_nothing_unpaid_makes_room(OrderState state)
    {
        for (var i = 1; i < Limits.Orders; i++) Place(Guid.NewGuid(), 1);
        var last = Place(Guid.NewGuid(), 1);
        _orders[last] = _orders[last] with { State = state };
        Assert.Null(Try(Guid.NewGuid(), 1));
    }

    [Theory]
    [InlineData(OrderState.Placed)]
    [InlineData(OrderState.Reserving)]
    [InlineData(OrderState.Rejecting)]
    [InlineData(OrderState.Paying)]
    [InlineData(OrderState.Committing)]
    [InlineData(OrderState.Capturing)]
    [InlineData(OrderState.Withdrawing)]
    [InlineData(OrderState.Cancelling)]
    public void An_order_that_may_still_hold_something_makes_none(OrderState state)
    {
        for (var i = 1; i < Limits.Orders; i++) Place(Guid.NewGuid(), 1);
        var last = Place(Guid.NewGuid(), 1);
        _orders[last] = _orders[last] with { State = state };
        _now += TimeSpan.FromDays(1);
        Assert.Equal(UnpaidLimit.Orders, Try(Guid.NewGuid(), 1)?.Kind);
    }

    [Fact]
    public void Pieces_of_a_product_count_over_all_orders_and_those_of_another_do_not()
    {
        var (product, other) = (Guid.NewGuid(), Guid.NewGuid());
        Place(product, 4);
        Assert.Equal([product], Try(product, 7)!.Products);
        Assert.Null(Try(other, 10));
        Assert.Null(Try(product, 6));
        Assert.Equal(UnpaidLimit.Pieces, Try(Guid.NewGuid(), 11)?.Kind);
    }

    [Fact]
    public void An_order_that_is_changed_counts_with_the_most_that_it_was_asked_for()
    {
        var product = Guid.NewGuid();
        var id = Place(product, 4);
        Assert.Null(Enter(id, product, 10));
        Assert.Null(Enter(id, product, 1));
        Assert.Equal(UnpaidLimit.Pieces, Enter(id, product, 11)?.Kind);
        Assert.Equal(UnpaidLimit.Pieces, Try(product, 1)?.Kind);
    }

    [Fact]
    public void What_never_became_an_order_is_given_up_with_the_time_to_pay()
    {
        var product = Guid.NewGuid();
        Assert.Null(Enter(Guid.NewGuid(), product, 10));
        _now += Limits.PaymentTime - TimeSpan.FromTicks(1);
        Assert.Equal(UnpaidLimit.Pieces, Try(product, 1)?.Kind);
        _now += TimeSpan.FromTicks(1);
        Assert.Null(Try(product, 10));
    }

    [Fact]
    public void A_request_that_is_repeated_shares_its_hold()
    {
        var product = Guid.NewGuid();
        var first = UnpaidHold.Of(Guid.NewGuid(), "request", Some.Content((product, 10)), _now);
        (_holds, _, _) = _holds.Take(first, Limits, _now);
        var (same, hold, refusal) = _holds.Take(first with { OrderId = Guid.NewGuid() }, Limits, _now);
        Assert.Equal((first.OrderId, null), (hold.OrderId, refusal));
        Assert.Same(_holds, same);
    }

    [Theory]
    [InlineData(CancellationReason.Customer)]
    [InlineData(CancellationReason.PaymentOverdue)]
    public void A_product_that_was_held_for_too_long_is_left_to_others(CancellationReason reason)
    {
        var product = Guid.NewGuid();
        End(Place(product, 1), after: Limits.Time + TimeSpan.FromSeconds(1), reason);
        var refusal = Try(product, 1);
        Assert.Equal((UnpaidLimit.Time, Limits.Pause), (refusal?.Kind, refusal?.RetryAfter));
        Assert.Null(Try(Guid.NewGuid(), 1));

        _now += Limits.Pause - TimeSpan.FromTicks(1);
        Assert.Equal(TimeSpan.FromTicks(1), Try(product, 1)?.RetryAfter);
        _now += TimeSpan.FromTicks(1);
        Assert.Null(Try(product, 1));
    }

    [Fact]
    public void Short_holds_are_added_up_and_long_ago_ones_are_not()
    {
        var product = Guid.NewGuid();
        for (var i = 0; i < 5; i++) End(Place(product, 1), after: TimeSpan.FromMinutes(1), CancellationReason.Customer);
        End(Place(product, 1), after: TimeSpan.FromTicks(1), CancellationReason.Customer);
        Assert.Equal(UnpaidLimit.Time, Try(product, 1)?.Kind);
    }

    [Fact]
    public void An_open_order_that_holds_the_product_for_long_counts_too()
    {
        var product = Guid.NewGuid();
        Place(product, 1);
        _now += Limits.Time;
        Assert.Null(Try(product, 1));
        _now += TimeSpan.FromTicks(1);
        Assert.Equal((UnpaidLimit.Time, null), (Try(product, 1)?.Kind, Try(product, 1)?.RetryAfter));
    }

    [Fact]
    public void A_product_that_an_order_was_changed_away_from_counts_all_the_same()
    {
        var product = Guid.NewGuid();
        var id = Place(product, 1);
        Assert.Null(Enter(id, Guid.NewGuid(), 1));
        End(id, after: Limits.PaymentTime, CancellationReason.PaymentOverdue);
        Assert.Equal(UnpaidLimit.Time, Try(product, 1)?.Kind);
    }

    [Fact]
    public void What_the_shop_could_not_keep_or_what_was_paid_is_nobody_s_fault()
    {
        var product = Guid.NewGuid();
        End(Place(product, 1), after: Limits.PaymentTime, CancellationReason.StockLost);
        var paid = Place(product, 1);
        _orders[paid] = _orders[paid] with { PaidAt = _now };
        End(paid, after: Limits.PaymentTime, CancellationReason.Customer);
        Assert.Null(Try(product, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void However_a_customer_goes_about_it_a_product_is_held_unpaid_no_longer_than_the_settings_allow(int seed)
    {
        var (random, product, open, heldFor) = (new Random(seed), Guid.NewGuid(), new List<Guid>(), TimeSpan.Zero);
        var step = TimeSpan.FromSeconds(20);
        while (_now < Start + Limits.Pause)
        {
            foreach (var id in open.Where(id => _orders[id].PayBefore <= _now).ToList()) Close(id, CancellationReason.PaymentOverdue);
            if (open.Count > 0 && random.Next(40) == 0) Close(open[random.Next(open.Count)], CancellationReason.Customer);
            if (random.Next(3) > 0 && Enter(Guid.NewGuid(), product, random.Next(1, 5)) is null) open.Add(Materialise());
            if (open.Count > 0) heldFor += step;
            _now += step;
        }

        Assert.InRange(heldFor, Limits.Time, Limits.Time + Limits.PaymentTime);

        void Close(Guid id, CancellationReason reason)
        {
            open.Remove(id);
            End(id, TimeSpan.Zero, reason);
        }
    }

    private Guid Place(Guid product, int pieces)
    {
        Assert.Null(Enter(Guid.NewGuid(), product, pieces));
        return Materialise();
    }

    // The hold that was entered last gets its order, with its stock reserved.
    private Guid Materialise()
    {
        var id = _holds.Open[^1].OrderId;
        _orders[id] = Some.Order(OrderState.AwaitingPayment) with { Id = id, CreatedAt = _now, PayBefore = _now + Limits.PaymentTime };
        return id;
    }

    private void End(Guid id, TimeSpan after, CancellationReason reason)
    {
        _now += after;
        _orders[id] = _orders[id] with { State = OrderState.Cancelled, CancelledAt = _now, CancelledFor = reason };
    }

    private UnpaidRefusal? Enter(Guid id, Guid product, int pieces)
    {
        _holds = _holds.Settle(_holds.Open.Where(hold => _orders.ContainsKey(hold.OrderId)).Select(hold => _orders[hold.OrderId]), Limits, _now);
        (_holds, _, var refusal) = _holds.Take(UnpaidHold.Of(id, $"{id}", Some.Content((product, pieces)), _now), Limits, _now);
        return refusal;
    }

    // Without entering it.
    private UnpaidRefusal? Try(Guid product, int pieces)
    {
        var before = _holds;
        var refusal = Enter(Guid.NewGuid(), product, pieces);
        if (refusal is null) _holds = before;
        return refusal;
    }
}
