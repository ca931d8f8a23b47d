using DaprShop.Contracts.Events;
using DaprShop.Orders.Domain;

namespace DaprShop.Tests.Orders;

/// <summary>What follows from each state by itself, and the numbers that each step brings.</summary>
public sealed class OrderRulesTests
{
    private static readonly Guid Other = new("0198c0de-0000-7000-8000-000000000002");

    public static TheoryData<OrderState, OrderStatus?, OrderWork> Looks => new()
    {
        { OrderState.Placed, OrderStatus.Submitted, OrderWork.List },
        { OrderState.Reserving, OrderStatus.Submitted, OrderWork.Reserve },
        { OrderState.Rejecting, OrderStatus.Rejected, OrderWork.Release },
        { OrderState.Rejected, OrderStatus.Rejected, OrderWork.None },
        { OrderState.AwaitingPayment, OrderStatus.AwaitingPayment, OrderWork.None },
        { OrderState.Editing, OrderStatus.AwaitingPayment, OrderWork.Reserve },
        { OrderState.ApplyingEdit, OrderStatus.AwaitingPayment, OrderWork.Shrink },
        { OrderState.UndoingEdit, OrderStatus.AwaitingPayment, OrderWork.Shrink },
        { OrderState.Paying, OrderStatus.AwaitingPayment, OrderWork.Authorise },
        { OrderState.Voiding, OrderStatus.AwaitingPayment, OrderWork.Void },
        { OrderState.Committing, OrderStatus.AwaitingPayment, OrderWork.Commit },
        { OrderState.Capturing, OrderStatus.AwaitingPayment, OrderWork.Capture },
        { OrderState.Paid, OrderStatus.Paid, OrderWork.None },
        { OrderState.Withdrawing, OrderStatus.Cancelled, OrderWork.Void },
        { OrderState.Refunding, OrderStatus.Cancelled, OrderWork.Refund },
        { OrderState.Cancelling, OrderStatus.Cancelled, OrderWork.Release },
        { OrderState.Cancelled, OrderStatus.Cancelled, OrderWork.None },
        { OrderState.Completed, OrderStatus.Completed, OrderWork.None },
        { OrderState.Deleting, null, OrderWork.Unlist },
        { OrderState.Deleted, null, OrderWork.None },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public void A_state_looks_to_the_customer_and_to_the_work_as_it_should(OrderState state, OrderStatus? status, OrderWork work)
    {
        Assert.Equal((status, work), (OrderTransitions.StatusOf(state), OrderTransitions.WorkOf(state)));
        Assert.Equal(status == OrderStatus.AwaitingPayment, OrderTransitions.IsUnpaid(state));
        Assert.Equal(work == OrderWork.None, OrderTransitions.IsQuiet(state));
        Assert.Equal(work is OrderWork.Authorise or OrderWork.Void or OrderWork.Capture or OrderWork.Refund, OrderTransitions.IsLong(state));
    }

    [Fact]
    public void Every_state_is_listed() => Assert.Equal(Enum.GetValues<OrderState>().Order(), Looks.Select(row => row.Data.Item1).Order());

    [Fact]
    public void What_happens_to_the_stock_has_a_higher_number_than_what_happened_before()
    {
        var refused = new OrderEvent.OutOfStock([Some.ProductId]);
        OrderStep[] steps =
        [
            Some.Order(OrderState.Reserving).After(refused),
            Some.Order(OrderState.Editing).After(new OrderEvent.Reserved(Some.Deadline)),
            Some.Order(OrderState.Editing).After(refused),
            Some.Order(OrderState.Capturing).After(new OrderEvent.Voided()),
            Some.Order(OrderState.Withdrawing).After(new OrderEvent.Voided()),
            Some.Order(OrderState.Withdrawing).After(new OrderEvent.Declined()),
            Some.Order(OrderState.Refunding).After(new OrderEvent.Refunded()),
        ];
        Assert.All(steps, step => Assert.Equal(4, step.Order.Revision));
        Assert.Equal((3, Some.ProductId), (steps[0].Order.Refusal!.Revision, steps[0].Order.Refusal!.ProductIds.Single()));
    }

    [Fact]
    public void A_step_has_the_next_version_and_its_event_the_next_number()
    {
        var at = Some.Deadline;
        var order = Some.Order(OrderState.Paid) with { Version = 7, LastEvent = 3 };

        var (silent, nothing) = new OrderStep(order).At(at);
        Assert.Equal((8, 3, at, null), (silent.Version, silent.LastEvent, silent.UpdatedAt, nothing));

        var (told, happened) = new OrderStep(order, OrderNews.Completed).At(at);
        Assert.Equal((8, 4, at), (told.Version, told.LastEvent, told.UpdatedAt));
        Assert.Equal((order.Id, order.UserId, 4, at), (happened!.OrderId, happened.UserId, happened.Number, happened.At));
    }

    [Theory]
    [InlineData(OrderNews.Placed, typeof(OrderPlaced))]
    [InlineData(OrderNews.AwaitingPayment, typeof(OrderAwaitingPayment))]
    [InlineData(OrderNews.Rejected, typeof(OrderRejected))]
    [InlineData(OrderNews.Paid, typeof(OrderPaid))]
    [InlineData(OrderNews.Completed, typeof(OrderCompleted))]
    [InlineData(OrderNews.Cancelled, typeof(OrderCancelled))]
    [InlineData(OrderNews.Refunded, typeof(OrderRefunded))]
    public void News_become_the_event_of_their_name(OrderNews news, Type happened)
    {
        var order = Some.Order(OrderState.Cancelling) with { Refusal = new StockRefusal(2, [Some.ProductId]) };

        Assert.IsType(happened, order.Tell(news, Some.Deadline));
    }

    [Fact]
    public void While_an_order_is_edited_the_larger_quantity_is_reserved_and_afterwards_the_new_one_is_kept()
    {
        var editing = Some.Order(OrderState.Editing, Some.Content((Some.ProductId, 5), (Other, 1))) with { Edit = Some.Content((Some.ProductId, 2)) };
        Assert.Equal(new Dictionary<Guid, int> { [Some.ProductId] = 5, [Other] = 1 }, editing.ToReserve());
        Assert.Equal([Some.ProductId, Other], editing.Products());

        var more = editing with { Edit = Some.Content((Some.ProductId, 9)) };
        Assert.Equal(9, more.ToReserve()[Some.ProductId]);

        var applying = more.After(new OrderEvent.Reserved(Some.Deadline)).Order;
        Assert.Equal(new Dictionary<Guid, int> { [Some.ProductId] = 9 }, applying.ToKeep());
        Assert.Equal([Other], applying.ToDrop());
        Assert.Equal([Some.ProductId, Other], applying.Products());
        Assert.Empty(Some.Order(OrderState.Reserving).ToDrop());
    }

    [Fact]
    public void Only_an_order_that_is_worked_on_is_busy()
    {
        Assert.Equal("order_busy", OrderOutcome.Unavailable.Busy.Code);
        Assert.True(new OrderOutcome.Unavailable("order_busy", Attempt: 2).IsBusy);
        Assert.False(new OrderOutcome.Unavailable("payment_unavailable").IsBusy);
    }
}
