using DaprShop.Orders.Domain;

namespace DaprShop.Tests.Orders.Interleavings;

/// <summary>
/// Every way in which paying, cancelling, editing, confirming, the deadline, reminders, late calls and crashes between any two steps can
/// follow each other, against the rules of stock and payments themselves.
/// </summary>
public sealed class InterleavingTests
{
    private const int MaxRevision = 3;
    private const int MaxAttempt = 1;
    private static readonly Guid Pot = new(1, 0, 0, new byte[8]);
    private static readonly Guid Cup = new(2, 0, 0, new byte[8]);
    private static readonly Dictionary<Guid, int> Shelf = new() { [Pot] = 3, [Cup] = 2 };

    private static readonly OrderCommand[] Commands =
    [
        new OrderCommand.Pay(), new OrderCommand.Cancel(), new OrderCommand.Confirm(), new OrderCommand.Expire(), new OrderCommand.GiveUpPayment(),
        new OrderCommand.Edit(Some.Content((Pot, 3))), new OrderCommand.Edit(Some.Content((Cup, 3))),
    ];

    [Fact]
    public void Whatever_follows_whatever_money_and_stock_come_out_right()
    {
        World[] first = [Place(Some.Content((Pot, 2), (Cup, 1))), Place(Some.Content((Pot, 1), (Cup, 3)))];
        var (seen, open, reached) = (first.Select(world => world.Key()).ToHashSet(), new Queue<World>(first), new HashSet<OrderState>());
        while (open.TryDequeue(out var world))
        {
            reached.Add(world.Order.State);
            Check(world);
            if (world is { Turn: null, LateCall: null }) Check(world.Drive());
            foreach (var next in world.Next(Allowed(world.Order)).Where(next => seen.Add(next.Key()))) open.Enqueue(next);
        }

        // What is reserved is never lost, and nobody deletes anything here.
        OrderState[] unreached = [OrderState.Withdrawing, OrderState.Deleting, OrderState.Deleted];
        Assert.Equal(Enum.GetValues<OrderState>().Except(unreached), reached.Order());
    }

    private static World Place(OrderContent content)
    {
        var order = OrderTransitions.Place(Guid.NewGuid(), Guid.NewGuid(), content, listPage: 0, default).Order;
        return new World(order, Outside.Open(order.Id, Shelf), null, null);
    }

    // Else there would be no end to changes and to cards.
    private static List<OrderCommand> Allowed(Order order) => [.. Commands.Where(command => command switch
    {
        OrderCommand.Edit => order.Revision + 2 <= MaxRevision,
        OrderCommand.Pay => order.Attempt <= MaxAttempt,
        _ => true,
    })];

    private static void Check(World world)
    {
        var (order, outside) = (world.Order, world.Outside);
        Assert.All(outside.Stock, stock => Assert.Equal(Shelf[stock.Key], stock.Value.Available + stock.Value.Reserved + stock.Value.Sold));
        Assert.True(outside.Cards.Values.Count(card => card is CardState.Taken or CardState.GivenBack) <= 1, "charged twice");
        Assert.True(outside.Cards.Values.Count(card => card is CardState.Held or CardState.Taken) <= 1, "held twice");
        if (!OrderTransitions.IsQuiet(order.State)) return;

        var wanted = order.Content.Lines.ToDictionary(line => line.ProductId, line => (long)line.Quantity);
        var isSold = order.State is OrderState.Paid or OrderState.Completed;
        foreach (var (product, account) in outside.Stock)
        {
            var quantity = wanted.GetValueOrDefault(product);
            var (reserved, sold) = order.State == OrderState.AwaitingPayment ? (quantity, 0L) : isSold ? (0L, quantity) : (0L, 0L);
            Assert.True((reserved, sold) == (account.Reserved, account.Sold), $"{order.State}: {account.Reserved} reserved, {account.Sold} sold");
        }

        var statement = outside.Ledger.ToStatement();
        Assert.Equal(isSold ? order.Content.Total : 0, statement.Charged - statement.Refunded);
        Assert.Equal(isSold, outside.Cards.ContainsValue(CardState.Taken));
        Assert.DoesNotContain(CardState.Held, outside.Cards.Values);
    }
}
