using DaprShop.Orders.Domain;

namespace DaprShop.Tests.Orders;

public sealed class OrderTransitionsTests
{
    private static readonly OrderCommand[] Commands =
        [new OrderCommand.Edit(Some.Content(2)), new OrderCommand.Pay(), new OrderCommand.Confirm(), new OrderCommand.Cancel(), new OrderCommand.Delete(),
         new OrderCommand.Expire(), new OrderCommand.GiveUpPayment()];

    // Which events can come of which work. Anything else is a mistake of the program.
    private static readonly Dictionary<OrderWork, OrderEvent[]> Outcomes = new()
    {
        [OrderWork.None] = [],
        [OrderWork.List] = [new OrderEvent.Listed(0)],
        [OrderWork.Reserve] = [new OrderEvent.Reserved(Some.Deadline), new OrderEvent.OutOfStock([Some.ProductId])],
        [OrderWork.Shrink] = [new OrderEvent.Shrunk()],
        [OrderWork.Release] = [new OrderEvent.Released()],
        [OrderWork.Authorise] = [new OrderEvent.Authorised(), new OrderEvent.Declined(), new OrderEvent.Voided()],
        [OrderWork.Void] = [new OrderEvent.Voided(), new OrderEvent.Declined()],
        [OrderWork.Commit] = [new OrderEvent.Committed(), new OrderEvent.CommitRefused()],
        [OrderWork.Capture] = [new OrderEvent.Captured(), new OrderEvent.Voided()],
        [OrderWork.Refund] = [new OrderEvent.Refunded()],
        [OrderWork.Unlist] = [new OrderEvent.Unlisted()],
    };

    public static TheoryData<OrderState> States => [.. Enum.GetValues<OrderState>()];

    public static TheoryData<OrderState, string, CommandAnswer, OrderState> Answers => new()
    {
        { OrderState.AwaitingPayment, "Edit", CommandAnswer.Accepted, OrderState.Editing },
        { OrderState.AwaitingPayment, "Pay", CommandAnswer.Accepted, OrderState.Paying },
        { OrderState.AwaitingPayment, "Confirm", CommandAnswer.Refused, OrderState.AwaitingPayment },
        { OrderState.AwaitingPayment, "Cancel", CommandAnswer.Accepted, OrderState.Cancelling },
        { OrderState.AwaitingPayment, "Delete", CommandAnswer.Refused, OrderState.AwaitingPayment },

        { OrderState.Paid, "Edit", CommandAnswer.Refused, OrderState.Paid },
        { OrderState.Paid, "Pay", CommandAnswer.Done, OrderState.Paid },
        { OrderState.Paid, "Confirm", CommandAnswer.Accepted, OrderState.Completed },
        { OrderState.Paid, "Cancel", CommandAnswer.Accepted, OrderState.Refunding },
        { OrderState.Paid, "Delete", CommandAnswer.Refused, OrderState.Paid },

        { OrderState.Completed, "Edit", CommandAnswer.Refused, OrderState.Completed },
        { OrderState.Completed, "Pay", CommandAnswer.Refused, OrderState.Completed },
        { OrderState.Completed, "Confirm", CommandAnswer.Done, OrderState.Completed },
        { OrderState.Completed, "Cancel", CommandAnswer.Refused, OrderState.Completed },
        { OrderState.Completed, "Delete", CommandAnswer.Accepted, OrderState.Deleting },

        { OrderState.Cancelled, "Edit", CommandAnswer.Refused, OrderState.Cancelled },
        { OrderState.Cancelled, "Pay", CommandAnswer.Refused, OrderState.Cancelled },
        { OrderState.Cancelled, "Confirm", CommandAnswer.Refused, OrderState.Cancelled },
        { OrderState.Cancelled, "Cancel", CommandAnswer.Done, OrderState.Cancelled },
        { OrderState.Cancelled, "Delete", CommandAnswer.Accepted, OrderState.Deleting },

        { OrderState.Rejected, "Edit", CommandAnswer.Refused, OrderState.Rejected },
        { OrderState.Rejected, "Pay", CommandAnswer.Refused, OrderState.Rejected },
        { OrderState.Rejected, "Confirm", CommandAnswer.Refused, OrderState.Rejected },
        { OrderState.Rejected, "Cancel", CommandAnswer.Refused, OrderState.Rejected },
        { OrderState.Rejected, "Delete", CommandAnswer.Accepted, OrderState.Deleting },

        { OrderState.Reserving, "Cancel", CommandAnswer.Accepted, OrderState.Cancelling },
        { OrderState.Paying, "Edit", CommandAnswer.MakesWay, OrderState.Voiding },
        { OrderState.Paying, "Pay", CommandAnswer.UnderWay, OrderState.Paying },
        { OrderState.Paying, "Confirm", CommandAnswer.Refused, OrderState.Paying },
        { OrderState.Paying, "Cancel", CommandAnswer.MakesWay, OrderState.Voiding },
        { OrderState.Paying, "Delete", CommandAnswer.Refused, OrderState.Paying },
        { OrderState.Paying, "Expire", CommandAnswer.MakesWay, OrderState.Voiding },
        { OrderState.Paying, "GiveUpPayment", CommandAnswer.Accepted, OrderState.Voiding },
        { OrderState.AwaitingPayment, "Expire", CommandAnswer.Accepted, OrderState.Cancelling },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void A_command_is_answered_by_the_state(OrderState state, string command, CommandAnswer expected, OrderState next)
    {
        var (step, answer) = Some.Order(state).Handle(Commands.Single(one => one.GetType().Name == command));
        Assert.Equal((expected, next), (answer, step.Order.State));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Every_other_command_waits_for_the_work_or_is_refused_and_changes_nothing(OrderState state)
    {
        var listed = Answers.Select(row => row.Data).Where(row => row.Item1 == state).Select(row => row.Item2).ToHashSet();
        foreach (var command in Commands.Where(command => !listed.Contains(command.GetType().Name)))
        {
            var order = Some.Order(state);
            var (same, answer) = order.Handle(command);
            Assert.Same(order, same.Order);
            Assert.Null(same.News);
            Assert.Equal(OrderTransitions.WorkOf(state) == OrderWork.None ? CommandAnswer.Refused : CommandAnswer.Busy, answer);
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Only_what_can_come_of_the_work_leads_on(OrderState state)
    {
        var order = Some.Order(state);
        var possible = Outcomes[OrderTransitions.WorkOf(state)].Select(happened => happened.GetType()).ToHashSet();
        foreach (var happened in Outcomes.Values.SelectMany(events => events))
        {
            if (possible.Contains(happened.GetType())) Assert.NotEqual(state, order.After(happened).Order.State);
            else Assert.Equal($"An order that is {state} cannot be {happened.GetType().Name}.", Assert.Throws<InvalidOperationException>(() => order.After(happened)).Message);
        }
    }

    // All orders that there can be, but for their numbers: from each one, whatever may happen next.
    [Fact]
    public void No_way_leads_to_money_that_is_held_or_kept_without_goods_or_to_goods_without_money()
    {
        var seen = new HashSet<Path>();
        var open = new Stack<Path>([new Path(OrderState.Placed, Stock.None, Money.None)]);
        while (open.TryPop(out var path))
        {
            if (!seen.Add(path)) continue;
            foreach (var next in path.Next()) open.Push(next);
        }

        Assert.Equal(Enum.GetValues<OrderState>().ToHashSet(), seen.Select(path => path.State).ToHashSet());
        Assert.All(seen.Where(path => OrderTransitions.WorkOf(path.State) == OrderWork.None), path =>
        {
            var (stock, money) = path.State switch
            {
                OrderState.AwaitingPayment => (Stock.Reserved, Money.None),
                OrderState.Paid or OrderState.Completed => (Stock.Sold, Money.Taken),
                OrderState.Deleted => (path.Stock, path.Stock == Stock.Sold ? Money.Taken : Money.None),
                _ => (Stock.None, Money.None),
            };
            Assert.Equal((stock, money), (path.Stock, path.Money));
        });
        Assert.All(seen.Where(path => path.State == OrderState.Capturing), path => Assert.Equal((Stock.Sold, Money.Held), (path.Stock, path.Money)));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Work_ends_whatever_comes_of_it(OrderState state)
    {
        var orders = new HashSet<OrderState> { state };
        for (var steps = 0; orders.Any(one => OrderTransitions.WorkOf(one) != OrderWork.None); steps++)
        {
            Assert.True(steps < 10);
            orders = [.. orders.SelectMany(one => OrderTransitions.WorkOf(one) == OrderWork.None
                ? [one]
                : Outcomes[OrderTransitions.WorkOf(one)].Select(happened => Some.Order(one).After(happened).Order.State))];
        }
    }

    [Fact]
    public void A_new_number_precedes_whatever_is_asked_of_the_stock_or_the_card_anew()
    {
        var waiting = Some.Order(OrderState.AwaitingPayment);
        Assert.Equal(waiting.Revision + 1, waiting.Handle(Commands[0]).Step.Order.Revision);
        Assert.Equal(waiting.Revision + 1, waiting.Handle(new OrderCommand.Cancel()).Step.Order.Revision);
        Assert.Equal(waiting.Attempt, waiting.Handle(new OrderCommand.Pay()).Step.Order.Attempt);

        var paying = Some.Order(OrderState.Paying);
        Assert.Equal(paying.Attempt + 1, paying.After(new OrderEvent.Declined()).Order.Attempt);
        Assert.Equal(paying.Attempt + 1, paying.After(new OrderEvent.Voided()).Order.Attempt);
        Assert.Equal(paying.Attempt, paying.After(new OrderEvent.Authorised()).Order.Attempt);
        Assert.Equal(paying.Attempt, paying.After(new OrderEvent.Declined()).Order.DeclinedAttempt);
        Assert.Null(paying.After(new OrderEvent.Voided()).Order.DeclinedAttempt);
    }

    [Fact]
    public void After_too_many_cards_nothing_but_cancelling_is_left()
    {
        var last = Some.Order(OrderState.AwaitingPayment) with { Attempt = OrderTransitions.MaxAttempts };
        Assert.Equal(20, OrderTransitions.MaxAttempts);
        Assert.Equal(CommandAnswer.Accepted, last.Handle(new OrderCommand.Pay()).Answer);

        var order = last with { Attempt = last.Attempt + 1 };
        Assert.Equal(CommandAnswer.Refused, order.Handle(new OrderCommand.Pay()).Answer);
        Assert.Equal(CommandAnswer.Accepted, order.Handle(new OrderCommand.Cancel()).Answer);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Another_card_is_taken_of_an_order_that_is_not_paid_and_has_an_attempt_left(OrderState state)
    {
        var isUnpaid = OrderTransitions.StatusOf(state) == OrderStatus.AwaitingPayment;
        Assert.Equal(isUnpaid, (Some.Order(state) with { Attempt = OrderTransitions.MaxAttempts }).TakesCard());
        Assert.False((Some.Order(state) with { Attempt = OrderTransitions.MaxAttempts + 1 }).TakesCard());
    }

    private enum Stock
    {
        None,
        Reserved,
        Sold,
    }

    private enum Money
    {
        None,
        Held,
        Taken,
    }

    private readonly record struct Path(OrderState State, Stock Stock, Money Money)
    {
        public IEnumerable<Path> Next()
        {
            var path = this;
            var order = Some.Order(State);
            return Commands.Select(command => path with { State = order.Handle(command).Step.Order.State })
                .Concat(Outcomes[OrderTransitions.WorkOf(State)].Where(path.MayBe).Select(happened => path.After(order, happened)));
        }

        // A card that holds money has not been declined.
        private bool MayBe(OrderEvent happened) => happened is not OrderEvent.Declined || Money == Money.None;

        private Path After(Order order, OrderEvent happened) => new(
            order.After(happened).Order.State,
            happened switch
            {
                OrderEvent.Reserved => Stock.Reserved,
                OrderEvent.Committed => Stock.Sold,
                OrderEvent.Released => Stock.None,
                _ => Stock,
            },
            happened switch
            {
                OrderEvent.Authorised => Money.Held,
                OrderEvent.Captured => Money.Taken,
                OrderEvent.Voided or OrderEvent.Refunded => Money.None,
                _ => Money,
            });
    }
}
