using Dapr;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.Errors;

namespace DaprShop.Orders.Processing;

/// <summary>
/// An order while it is its turn. Each step is saved before it acts on anything outside; what does not answer in time leaves
/// the order as it is, to be asked again with the same key, now or when the reminder comes.
/// </summary>
/// <param name="order">The order; null as long as nobody has placed it.</param>
/// <param name="shownVersion">The version of it that the world is known to see; 0 if that is not known.</param>
/// <param name="memory">What keeps it.</param>
/// <param name="worker">What does its work.</param>
/// <param name="errand">What of its work goes on beside its turns.</param>
/// <param name="display">What shows it.</param>
/// <param name="logger">Where its steps are noted.</param>
/// <param name="workEnd">Ends the turn's work, so that what was done so far is shown and told.</param>
/// <param name="turnEnd">Ends the turn as a whole.</param>
internal sealed partial class OrderTurn(
    Order? order, int shownVersion, OrderMemory memory, OrderWorker worker, OrderErrand errand, OrderDisplay display, ILogger logger,
    CancellationToken workEnd, CancellationToken turnEnd)
{
    /// <summary>The order as it is saved.</summary>
    public Order Order => order ?? throw new InvalidOperationException("There is no order yet.");

    /// <summary>Whether somebody has placed the order.</summary>
    public bool HasOrder => order is not null;

    /// <summary>Ends the turn as a whole.</summary>
    public CancellationToken End => turnEnd;

    /// <summary>What the order's work waits for; null if it goes on, or is done.</summary>
    public OrderOutcome.Unavailable? Obstacle { get; private set; }

    /// <summary>Takes the first step.</summary>
    public async Task PlaceAsync(Guid id, Guid userId, OrderContent content, DateTimeOffset at) =>
        await GoAsync(OrderTransitions.Place(id, userId, content, await worker.ListPageAsync(userId, workEnd), at));

    /// <summary>Takes a step.</summary>
    public async Task GoAsync(OrderStep step)
    {
        var before = order;
        order = await memory.SaveAsync(before, step, turnEnd);
        LogStep(order.Id, before?.State, order.State);
        if (before is null || OrderTransitions.StatusOf(before.State) != OrderTransitions.StatusOf(order.State))
            await ShowAsync();
    }

    /// <summary>Sees to it that the world sees the order as it is saved.</summary>
    /// <returns>The version that it sees.</returns>
    public async Task<int> ShowAsync()
    {
        if (shownVersion != Order.Version) await display.ShowAsync(Order, turnEnd);
        return shownVersion = Order.Version;
    }

    /// <summary>Gives the order a command; what it is doing, or must give up for it, is done first.</summary>
    /// <returns>The order's answer; <see cref="CommandAnswer.Busy"/> if its work cannot be done now, for which <see cref="Obstacle"/> is the reason.</returns>
    public async Task<CommandAnswer> HandleAsync(OrderCommand command)
    {
        while (true)
        {
            var (step, answer) = Order.Handle(command);
            if (answer is CommandAnswer.Accepted or CommandAnswer.MakesWay) await GoAsync(step);
            if (answer is not (CommandAnswer.Busy or CommandAnswer.MakesWay)) return answer;
            await SettleAsync();
            if (Obstacle is not null) return CommandAnswer.Busy;
        }
    }

    /// <summary>Works on the order until there is nothing to do, nothing without a payment token, or no answer.</summary>
    public async Task SettleAsync(string? paymentToken = null)
    {
        while (await WorkAsync(paymentToken) is { } happened)
            await GoAsync(Order.After(happened));
    }

    private async Task<OrderEvent?> WorkAsync(string? paymentToken)
    {
        try
        {
            Obstacle = null;
            return await errand.WorkAsync(Order, paymentToken, workEnd);
        }
        catch (ServiceUnavailableException exception)
        {
            return Stop(new(exception.Code), exception);
        }
        catch (Exception exception) when (exception is DaprException or HttpRequestException)
        {
            return Stop(new(ErrorCodes.SidecarUnavailable), exception);
        }
        catch (OperationCanceledException exception) when (workEnd.IsCancellationRequested && !turnEnd.IsCancellationRequested)
        {
            return Stop(OrderOutcome.Unavailable.Busy, exception);
        }
    }

    private OrderEvent? Stop(OrderOutcome.Unavailable obstacle, Exception exception)
    {
        LogStopped(Order.Id, Order.State, obstacle.Code, exception.GetBaseException().Message);
        Obstacle = obstacle;
        return null;
    }

    [LoggerMessage(LogLevel.Information, "Order {OrderId} went from {Before} to {After}")]
    private partial void LogStep(Guid orderId, OrderState? before, OrderState after);

    [LoggerMessage(LogLevel.Warning, "Order {OrderId} stays {State} for now: {Code} {Cause}")]
    private partial void LogStopped(Guid orderId, OrderState state, string code, string cause);
}
