using DaprShop.Orders.Domain;
using DaprShop.Products.Stock;

namespace DaprShop.Tests.Orders.Interleavings;

/// <summary>A turn of the order's actor.</summary>
/// <param name="Command">What is still wanted; null once the order has answered, and for a reminder that only goes on.</param>
/// <param name="HasToken">Whether the caller sent what the card stands behind.</param>
internal sealed record Turn(OrderCommand? Command, bool HasToken);

/// <summary>
/// An order, everything outside, the turn that is under way if one is, and the call that is on its way though its turn is over.
/// </summary>
internal sealed record World(Order Order, Outside Outside, Turn? Turn, Order? LateCall)
{
    /// <summary>Whatever may happen next.</summary>
    public IEnumerable<World> Next(IReadOnlyList<OrderCommand> commands)
    {
        foreach (var outside in Outside.LetGo()) yield return this with { Outside = outside };
        if (LateCall is not null)
        {
            foreach (var reach in Outside.Do(LateCall)) yield return this with { Outside = reach.Outside, LateCall = null };
        }

        if (Turn is null)
        {
            yield return this with { Turn = new Turn(null, HasToken: false) };
            foreach (var command in commands.Where(command => Order.Handle(command).Answer is not (CommandAnswer.Refused or CommandAnswer.Done)))
                yield return this with { Turn = new Turn(command, command is OrderCommand.Pay) };
        }
        else
        {
            yield return this with { Turn = null }; // a crash
            foreach (var world in Go()) yield return world;
        }
    }

    /// <summary>Lets the order's reminders come, with nothing going wrong, until it has nothing to do.</summary>
    public World Drive()
    {
        var world = this with { Turn = null };
        for (var steps = 0; !OrderTransitions.IsQuiet(world.Order.State); steps++)
        {
            Assert.True(steps < 20, $"{world.Order.State} does not end");
            var order = world.Order;
            if (order.State == OrderState.Paying)
            {
                world = world with { Order = order.Handle(new OrderCommand.GiveUpPayment()).Step.Order };
                continue;
            }

            var end = world.Outside.Do(order).Last(reach => reach.IsDone);
            Assert.NotNull(end.Answer);
            world = world with { Outside = end.Outside, Order = order.After(end.Answer).Order };
        }

        return world;
    }

    /// <summary>What tells this world from others; what only counts up does not.</summary>
    public string Key() => string.Join('|',
        Show(Order), Turn is null ? "-" : $"{Turn.Command?.GetType().Name} {Show((Turn.Command as OrderCommand.Edit)?.Content)} {Turn.HasToken}",
        LateCall is null ? "-" : Show(LateCall),
        string.Join(',', Outside.Stock.Values.Select(account => (account.Available, account.Reserved, account.Sold, MarkOf(account)))),
        string.Join(',', Outside.Ledger.Attempts.Values), Outside.Ledger.IsRefunding, Outside.Ledger.IsRefunded, Outside.Ledger.Held, string.Join(',', Outside.Cards));

    private IEnumerable<World> Go()
    {
        if (Turn!.Command is not { } command) return Work();
        var (step, answer) = Order.Handle(command);
        return answer switch
        {
            CommandAnswer.Accepted => [this with { Order = step.Order, Turn = Turn with { Command = null } }],
            CommandAnswer.MakesWay => [this with { Order = step.Order }],
            CommandAnswer.UnderWay => [this with { Turn = Turn with { Command = null } }],
            CommandAnswer.Busy => Work(),
            _ => [this with { Turn = null }],
        };
    }

    // A call that stops on the way, whose answer is lost, or that arrives when nobody waits for it any more, ends the turn.
    private IEnumerable<World> Work()
    {
        var needsToken = Order.State == OrderState.Paying && !(Turn!.HasToken && Turn.Command is null);
        if (OrderTransitions.IsQuiet(Order.State) || needsToken) return [this with { Turn = null }];
        var ends = Outside.Do(Order).Select(reach => reach.Answer is { } happened
            ? this with { Outside = reach.Outside, Order = Order.After(happened).Order }
            : this with { Outside = reach.Outside, Turn = null });
        var lost = Outside.Do(Order).Where(reach => reach.IsDone).Select(reach => this with { Outside = reach.Outside, Turn = null });
        return LateCall is null ? [.. ends, .. lost, this with { Turn = null, LateCall = Order }] : [.. ends, .. lost];
    }

    private string MarkOf(StockAccount account) =>
        account.Marks.GetValueOrDefault(Order.Id) is { } mark ? $"{mark.State} {mark.Revision} {mark.Quantity}" : "";

    private static string Show(Order order) =>
        $"{order.State} {order.Revision} {order.Attempt} {Show(order.Content)} {Show(order.Edit)}";

    private static string Show(OrderContent? content) => string.Join(' ', content?.Lines.Select(line => (line.ProductId, line.Quantity)) ?? []);
}
