using DaprShop.Contracts.Events;
using DaprShop.Orders.Domain;

namespace DaprShop.Tests.Orders;

/// <summary>What a step adds to an order: times, and the numbers of the order and its events.</summary>
public sealed class OrderStepTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Before = Now.AddHours(-1);

    public static TheoryData<OrderState> States => [.. Enum.GetValues<OrderState>()];

    [Theory]
    [MemberData(nameof(States))]
    public void Only_the_step_that_pays_or_gives_up_an_order_notes_when(OrderState state)
    {
        var (order, _) = new OrderStep(Some.Order(state)).At(Now);

        Assert.Equal(state == OrderState.Paid ? Now : null, order.PaidAt);
        Assert.Equal(state == OrderState.Cancelling ? Now : null, order.CancelledAt);
        Assert.Equal(Now, order.UpdatedAt);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void The_first_time_stays(OrderState state)
    {
        var (order, _) = new OrderStep(Some.Order(state) with { PaidAt = Before, CancelledAt = Before }).At(Now);

        Assert.Equal((Before, Before), (order.PaidAt, order.CancelledAt));
    }

    [Fact]
    public void Every_step_is_a_version_and_only_news_is_an_event()
    {
        var before = Some.Order(OrderState.Paid) with { Version = 7, LastEvent = 3 };
        var (silent, none) = new OrderStep(before).At(Now);
        var (told, happened) = new OrderStep(before, OrderNews.Paid).At(Now);

        Assert.Equal((8, 3, null), (silent.Version, silent.LastEvent, none));
        Assert.Equal((8, 4), (told.Version, told.LastEvent));
        Assert.Equal((4, Now), (Assert.IsType<OrderPaid>(happened).Number, happened.At));
    }
}
