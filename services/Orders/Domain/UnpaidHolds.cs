using System.Collections.Immutable;
using DaprShop.Contracts.Events;
using DaprShop.ServiceDefaults.State;

namespace DaprShop.Orders.Domain;

/// <summary>
/// What a customer keeps from others without having paid, all of it one value. An order is entered before it reserves anything. Nobody
/// takes it out again: what became of it the order itself says, the next time that the customer wants to hold something.
/// </summary>
public sealed record UnpaidHolds : CreateOnlyValue
{
    /// <summary>Of how many products a past is remembered; who has more holds nothing until some are forgotten.</summary>
    public const int MaxPasts = 1000;

    /// <summary>The orders that hold stock, as far as is known.</summary>
    public ImmutableList<UnpaidHold> Open { get; init; } = [];

    /// <summary>By product, what orders that ended unpaid have cost others.</summary>
    public ImmutableDictionary<Guid, UnpaidPast> Past { get; init; } = ImmutableDictionary<Guid, UnpaidPast>.Empty;

    /// <summary>Learns what became of the orders.</summary>
    /// <param name="orders">Those of <see cref="Open"/> that there are.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="now">The time, UTC.</param>
    public UnpaidHolds Settle(IEnumerable<Order> orders, UnpaidLimits limits, DateTimeOffset now)
    {
        var byId = orders.ToDictionary(order => order.Id);
        var open = Open.RemoveAll(hold => !IsOpen(hold));
        var past = Past.RemoveRange(Past.Where(product => product.Value.EndedAt + limits.Pause <= now).Select(product => product.Key));
        foreach (var hold in Open.Where(hold => !IsOpen(hold)))
        {
            if (byId.TryGetValue(hold.OrderId, out var order) && HeldInVain(order, limits) is { } held && order.CancelledAt + limits.Pause > now)
                past = past.SetItems(hold.Pieces.Keys.Select(product => KeyValuePair.Create(product, Add(past.GetValueOrDefault(product), held, order.CancelledAt!.Value))));
        }

        return open.Count == Open.Count && past == Past ? this : this with { Open = open, Past = past };

        // What was asked for and is not there yet may still come; it was asked for in vain if it has not come after all this time.
        bool IsOpen(UnpaidHold hold) => byId.TryGetValue(hold.OrderId, out var order) ? order.HoldsUnpaid() : now - hold.At < limits.PaymentTime;
    }

    /// <summary>Enters what an order is to hold, unless that is too much.</summary>
    /// <returns>The new value, and the hold as it is entered; or the same value, and what is in the way.</returns>
    public (UnpaidHolds Holds, UnpaidHold Hold, UnpaidRefusal? Refusal) Take(UnpaidHold wanted, UnpaidLimits limits, DateTimeOffset now)
    {
        var entered = Open.Find(hold => hold.OrderId == wanted.OrderId || hold.Request == wanted.Request);
        var hold = entered?.Including(wanted) ?? wanted;
        if (ReferenceEquals(hold, entered)) return (this, hold, null);
        var others = entered is null ? Open : Open.Remove(entered);
        return Judge(hold, entered, others, limits, now) is { } refusal
            ? (this, hold, refusal)
            : (this with { Open = others.Add(hold) }, hold, null);
    }

    private UnpaidRefusal? Judge(UnpaidHold hold, UnpaidHold? entered, ImmutableList<UnpaidHold> others, UnpaidLimits limits, DateTimeOffset now)
    {
        if (others.Count >= limits.Orders || Past.Count >= MaxPasts) return new UnpaidRefusal(UnpaidLimit.Orders, []);
        ImmutableArray<Guid> tooMany = [.. hold.Pieces.Keys.Where(product => others.Sum(other => (long)other.PiecesOf(product)) + hold.PiecesOf(product) > limits.Pieces)];
        if (!tooMany.IsEmpty) return new UnpaidRefusal(UnpaidLimit.Pieces, tooMany);

        // An order that holds the product already goes on until it is to be paid, and no longer.
        ImmutableArray<Guid> tooLong = [.. hold.Pieces.Keys.Where(product => entered?.PiecesOf(product) is null or 0 && HeldFor(product) > limits.Time)];
        return tooLong.IsEmpty ? null : new UnpaidRefusal(UnpaidLimit.Time, tooLong, tooLong.Max(PauseOf));

        TimeSpan HeldFor(Guid product) => others.Where(other => other.PiecesOf(product) > 0)
            .Aggregate(Past.GetValueOrDefault(product)?.Held ?? TimeSpan.Zero, (sum, other) => sum + (now - other.At));

        TimeSpan? PauseOf(Guid product) => Past.GetValueOrDefault(product)?.EndedAt + limits.Pause - now;
    }

    // What the shop itself could not keep is not the customer's fault.
    private static TimeSpan? HeldInVain(Order order, UnpaidLimits limits) =>
        order is { PaidAt: null, CancelledAt: { } end, PayBefore: { } payBefore, CancelledFor: CancellationReason.Customer or CancellationReason.PaymentOverdue }
            && end > payBefore - limits.PaymentTime
            ? end - (payBefore - limits.PaymentTime)
            : null;

    private static UnpaidPast Add(UnpaidPast? past, TimeSpan held, DateTimeOffset endedAt) => past is null
        ? new UnpaidPast(held, endedAt)
        : new UnpaidPast(past.Held + held, endedAt > past.EndedAt ? endedAt : past.EndedAt);
}
