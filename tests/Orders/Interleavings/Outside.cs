using System.Collections.Immutable;
using DaprShop.Orders.Domain;
using DaprShop.Payments.Domain;
using DaprShop.Products.Stock;

namespace DaprShop.Tests.Orders.Interleavings;

/// <summary>How far a call came, and what it answered if it came to its end: null for "not now".</summary>
internal sealed record Reach(Outside Outside, bool IsDone, OrderEvent? Answer);

/// <summary>What stands outside of Orders: the stock and the payments, by their own rules, and a card processor.</summary>
internal sealed record Outside(
    ImmutableDictionary<Guid, StockAccount> Stock, PaymentLedger Ledger, ImmutableSortedDictionary<int, CardState> Cards)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Outside Open(Guid orderId, IReadOnlyDictionary<Guid, int> stock) => new(
        stock.ToImmutableDictionary(product => product.Key, product => StockAccount.Open(product.Value, Now)),
        new PaymentLedger { OrderId = orderId }, ImmutableSortedDictionary<int, CardState>.Empty);

    /// <summary>What a call for an order's work may come to: each point at which it may stop, and each end that it may have.</summary>
    public IEnumerable<Reach> Do(Order order) => OrderTransitions.WorkOf(order.State) switch
    {
        OrderWork.List => [End(new OrderEvent.Listed(0))],
        OrderWork.Reserve => Move(order.ToReserve().Select(need => (need.Key, (StockMovement)new Reserve(order.Id, order.Revision, need.Value))),
            refused => refused.Count == 0 ? new OrderEvent.Reserved(Now) : new OrderEvent.OutOfStock(refused)),
        OrderWork.Shrink => Move(
            order.ToKeep().Select(need => (need.Key, (StockMovement)new Reserve(order.Id, order.Revision, need.Value)))
                .Concat(order.ToDrop().Select(product => (product, (StockMovement)new Release(order.Id, order.Revision)))),
            _ => new OrderEvent.Shrunk()),
        OrderWork.Release => Move(order.Products().Select(product => (product, (StockMovement)new Release(order.Id, order.Revision))),
            _ => new OrderEvent.Released()),
        OrderWork.Commit => Move(order.Products().Select(product => (product, (StockMovement)new Commit(order.Id, order.Revision))),
            refused => refused.Count == 0 ? new OrderEvent.Committed() : new OrderEvent.CommitRefused()),
        OrderWork.Authorise => Authorise(order.Attempt, order.Content),
        OrderWork.Capture => Capture(order.Attempt),
        OrderWork.Void => (this with { Ledger = Ledger.BeginVoid(order.Attempt) }).Settle(order.Attempt),
        OrderWork.Refund => Refund(),
        OrderWork.Unlist => [End(new OrderEvent.Unlisted())],
        _ => [],
    };

    /// <summary>What the card processor may do by itself: let go of what a card holds.</summary>
    public IEnumerable<Outside> LetGo() => Cards.Where(card => card.Value == CardState.Held)
        .Select(card => this with { Cards = Cards.SetItem(card.Key, CardState.LetGo) });

    private List<Reach> Move(IEnumerable<(Guid Product, StockMovement Movement)> movements, Func<List<Guid>, OrderEvent> answer)
    {
        var (outside, refused, reaches) = (this, new List<Guid>(), new List<Reach>());
        foreach (var (product, movement) in movements)
        {
            var (account, outcome) = outside.Stock[product].Apply(movement, null, Now);
            if (outcome != StockOutcome.Done) refused.Add(product);
            outside = outside with { Stock = outside.Stock.SetItem(product, account) };
            reaches.Add(outside.Stop());
        }

        return [.. reaches, outside.End(answer(refused))];
    }

    private IEnumerable<Reach> Authorise(int attempt, OrderContent content)
    {
        var begun = this with { Ledger = Ledger.Begin(attempt, content.Total, content.Currency) };
        yield return begun.Stop();
        foreach (var asked in begun.Ledger.StateOf(attempt) == AttemptState.Authorising ? begun.Ask(attempt) : [begun])
        {
            yield return asked.Stop();
            var settled = asked.Ledger.StateOf(attempt) == AttemptState.Authorising
                ? asked with { Ledger = asked.Ledger.SettleAuthorisation(attempt, asked.Cards[attempt] == CardState.Held, Now) }
                : asked;
            if (settled.Ledger.StateOf(attempt) is AttemptState.Authorised or AttemptState.Capturing or AttemptState.Captured)
                yield return settled.End(new OrderEvent.Authorised());
            else
                foreach (var reach in settled.Settle(attempt)) yield return reach;
        }
    }

    private IEnumerable<Outside> Ask(int attempt) => Cards.ContainsKey(attempt)
        ? [this]
        : [this with { Cards = Cards.Add(attempt, CardState.Held) }, this with { Cards = Cards.Add(attempt, CardState.Declined) }];

    private IEnumerable<Reach> Capture(int attempt)
    {
        var begun = this with { Ledger = Ledger.BeginCapture(attempt) };
        yield return begun.Stop();
        if (begun.Ledger.StateOf(attempt) == AttemptState.Capturing)
        {
            var taken = begun.Cards[attempt] is CardState.Held or CardState.Taken;
            if (taken) begun = begun with { Cards = begun.Cards.SetItem(attempt, CardState.Taken) };
            yield return begun.Stop();
            begun = begun with { Ledger = begun.Ledger.SettleCapture(attempt, taken, Now) };
        }

        foreach (var reach in begun.Settle(attempt)) yield return reach;
    }

    private IEnumerable<Reach> Refund()
    {
        var begun = this with { Ledger = Ledger.BeginRefund() };
        yield return begun.Stop();
        if (begun.Ledger.IsCapturing)
        {
            yield return begun.End(null);
            yield break;
        }

        if (begun.Ledger is { Charge: { } charge, IsRefunded: false })
        {
            begun = begun with { Cards = begun.Cards.SetItem(charge.Number, CardState.GivenBack) };
            yield return begun.Stop();
            begun = begun with { Ledger = begun.Ledger.SettleRefund(Now) };
        }

        yield return begun.End(new OrderEvent.Refunded());
    }

    // What is being given up is given up first, as Payments does.
    private IEnumerable<Reach> Settle(int attempt)
    {
        var outside = this;
        yield return outside.Stop();
        if (outside.Ledger.StateOf(attempt) == AttemptState.Voiding)
        {
            if (outside.Cards.GetValueOrDefault(attempt, CardState.LetGo) is CardState.Held or CardState.LetGo)
                outside = outside with { Cards = outside.Cards.SetItem(attempt, CardState.LetGo) };
            yield return outside.Stop();
            outside = outside with { Ledger = outside.Ledger.SettleVoid(attempt, Now) };
        }

        yield return outside.End(outside.Ledger.StateOf(attempt) switch
        {
            AttemptState.Captured => new OrderEvent.Captured(),
            AttemptState.Declined => new OrderEvent.Declined(),
            AttemptState.Voided => new OrderEvent.Voided(),
            _ => null,
        });
    }

    private Reach Stop() => new(this, IsDone: false, null);

    private Reach End(OrderEvent? answer) => new(this, IsDone: true, answer);
}

/// <summary>What a card processor knows of an attempt.</summary>
internal enum CardState
{
    Held,
    Declined,
    LetGo,
    Taken,
    GivenBack,
}
