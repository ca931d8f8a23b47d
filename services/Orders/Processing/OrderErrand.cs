using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.Errors;

namespace DaprShop.Orders.Processing;

/// <summary>
/// An order's work beside its turns. What the card processor has to do may take longer than a turn: it goes on when the turn that began
/// it leaves, the next turn finds what came of it, and if nobody waits for it, a turn is asked for.
/// </summary>
/// <param name="worker">Does the work.</param>
/// <param name="askForTurn">Asks for a turn in which the order goes on.</param>
/// <param name="logger">Where it is noted when there is none.</param>
internal sealed partial class OrderErrand(OrderWorker worker, Func<Task> askForTurn, ILogger logger)
{
    private volatile UnderWay? _underWay;
    private volatile bool _isWaitedFor;

    /// <summary>Does what is to be done for an order, or waits for what is being done.</summary>
    /// <param name="order">The order, as it is stored.</param>
    /// <param name="paymentToken">With what a charge is paid.</param>
    /// <param name="workEnd">Ends the wait.</param>
    /// <returns>What came of it; null if there is nothing to do, or nothing without a payment token.</returns>
    public async Task<OrderEvent?> WorkAsync(Order order, string? paymentToken, CancellationToken workEnd)
    {
        if (!OrderTransitions.IsLong(order.State)) return await worker.WorkAsync(order, paymentToken, workEnd);

        _isWaitedFor = true;
        if (_underWay is not { } underWay || underWay.Version != order.Version) _underWay = underWay = Begin(order, paymentToken);
        await ((Task)underWay.Outcome).WaitAsync(workEnd).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _isWaitedFor = false;
        if (!underWay.Outcome.IsCompleted) throw new OperationCanceledException(workEnd);
        _underWay = null;
        return await underWay.Outcome;
    }

    // The calls have time limits of their own, and keys: what is begun anew elsewhere meanwhile is done once all the same.
    private UnderWay Begin(Order order, string? paymentToken)
    {
        var underWay = new UnderWay(order.Version, worker.WorkAsync(order, paymentToken, CancellationToken.None));
        _ = FollowAsync(order.Id, underWay);
        return underWay;
    }

    private async Task FollowAsync(Guid orderId, UnderWay underWay)
    {
        await ((Task)underWay.Outcome).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_isWaitedFor && _underWay == underWay) await AskForTurnAsync(orderId);
    }

    private async Task AskForTurnAsync(Guid orderId)
    {
        try
        {
            await askForTurn();
        }
        catch (Exception exception) when (exception.IsTransient(CancellationToken.None))
        {
            LogNoTurn(orderId, exception.GetBaseException().Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Order {OrderId} has no turn for what came of its work; a reminder will bring it: {Cause}")]
    private partial void LogNoTurn(Guid orderId, string cause);

    private sealed class UnderWay(int version, Task<OrderEvent?> outcome)
    {
        /// <summary>The version of the order whose work it is.</summary>
        public int Version => version;

        public Task<OrderEvent?> Outcome => outcome;
    }
}
