using Dapr.Actors.Runtime;
using DaprShop.Orders.Domain;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Processing;

/// <summary>
/// One order. Its rules are <see cref="OrderTransitions"/>; here is how a turn goes: the command, the work that follows from it
/// until nothing is left to do, then what the world sees of it, then the answer. Reminders do the same without a command.
/// </summary>
internal sealed partial class OrderActor : Actor, IOrderActor, IRemindable, IDisposable
{
    // The sidecar takes a turn for over when its caller dies, though the app may still be at it.
    private readonly SemaphoreSlim _turnstile = new(1);
    private readonly OrderMemory _memory;
    private readonly OrderWorker _worker;
    private readonly OrderDisplay _display;
    private readonly OrdersOptions _options;
    private readonly TimeProvider _time;
    private int _shownVersion;

    public OrderActor(ActorHost host, OrderWorker worker, OrderDisplay display, IOptions<OrdersOptions> options, TimeProvider time)
        : base(host)
    {
        _memory = new OrderMemory(host, StateManager, options, time);
        (_worker, _display, _options, _time) = (worker, display, options.Value, time);
    }

    public Task<OrderOutcome> PlaceAsync(OrderCaller caller, OrderContent content) => AnswerAsync(caller, _options.DecisionLimit, async turn =>
    {
        if (!turn.HasOrder) await turn.PlaceAsync(Guid.Parse(Id.GetId()), caller.UserId, content, _time.GetUtcNow());
        await turn.SettleAsync();
        return OrderTransitions.StatusOf(turn.Order.State) == OrderStatus.Rejected
            ? OrderOutcome.OutOfStock.Of(turn.Order, turn.Order.Content)
            : new OrderOutcome.Done(turn.Order);
    });

    public Task<OrderOutcome> EditAsync(OrderCaller caller, OrderContent content) => CommandAsync(caller, new OrderCommand.Edit(content), async turn =>
    {
        var revision = turn.Order.Revision;
        await turn.SettleAsync();
        return turn.Order.Refusal?.Revision == revision ? OrderOutcome.OutOfStock.Of(turn.Order, content) : Outcome(turn);
    });

    public Task<OrderOutcome> PayAsync(OrderCaller caller, string paymentToken) => CommandAsync(caller, new OrderCommand.Pay(), async turn =>
    {
        // A payment that broke off is this one too: a repetition after a lost answer.
        var attempt = turn.Order.Attempt;
        await turn.SettleAsync(paymentToken);
        if (turn.Order.DeclinedAttempt == attempt) return new OrderOutcome.Declined(turn.Order);
        if (turn.Order.Attempt > attempt) return new OrderOutcome.PaymentGivenUp(turn.Order);
        return turn.Obstacle is null && turn.Order.State != OrderState.Paid ? new OrderOutcome.WrongState(turn.Order) : Outcome(turn);
    });

    public Task<OrderOutcome> ConfirmAsync(OrderCaller caller) => CommandAsync(caller, new OrderCommand.Confirm(), SettleAsync);

    public Task<OrderOutcome> CancelAsync(OrderCaller caller) => CommandAsync(caller, new OrderCommand.Cancel(), SettleAsync);

    public Task<OrderOutcome> DeleteAsync(OrderCaller caller) => CommandAsync(caller, new OrderCommand.Delete(), SettleAsync);

    /// <summary>Goes on with what broke off, or with what the clock wants, and lets the reminder go when it is of no use any more.</summary>
    public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period) => TurnAsync(_options.TurnLimit, async turn =>
    {
        if (turn.HasOrder)
        {
            await GoOnAsync(turn);
            await FinishAsync(turn);
        }

        if (reminderName == OrderMemory.DriveReminder ? await IsDoneAsync(turn) : !turn.HasOrder || !OrderTransitions.IsUnpaid(turn.Order.State))
            await _memory.ForgetAsync(reminderName);
    });

    public void Dispose() => _turnstile.Dispose();

    protected override Task OnActorMethodFailedAsync(ActorMethodContext actorMethodContext, Exception e)
    {
        LogFailed(Logger, e, Id.GetId(), actorMethodContext.MethodName);
        return Task.CompletedTask;
    }

    private Task<OrderOutcome> CommandAsync(OrderCaller caller, OrderCommand command, Func<OrderTurn, Task<OrderOutcome>> afterwards) =>
        AnswerAsync(caller, _options.TurnLimit, async turn =>
        {
            if (!turn.HasOrder || turn.Order.UserId != caller.UserId || OrderTransitions.StatusOf(turn.Order.State) is null)
                return new OrderOutcome.NotFound();
            return await turn.HandleAsync(command) switch
            {
                CommandAnswer.Accepted or CommandAnswer.UnderWay => await afterwards(turn),
                CommandAnswer.Refused => new OrderOutcome.WrongState(turn.Order),
                _ => Outcome(turn),
            };
        });

    private async Task<OrderOutcome> AnswerAsync(OrderCaller caller, TimeSpan limit, Func<OrderTurn, Task<OrderOutcome>> act)
    {
        OrderOutcome outcome = OrderOutcome.Unavailable.Busy;
        await TurnAsync(limit, async turn =>
        {
            if (_time.GetUtcNow() > caller.NotAfter) return;
            outcome = await act(turn);
            if (turn.HasOrder) await FinishAsync(turn);
        });
        return outcome;
    }

    private async Task TurnAsync(TimeSpan timeLimit, Func<OrderTurn, Task> act)
    {
        await _turnstile.WaitAsync();
        try
        {
            using var limit = new CancellationTokenSource(timeLimit, _time);
            await act(new OrderTurn(await _memory.LoadAsync(), _shownVersion, _memory, _worker, _display, Logger, limit.Token));
        }
        catch
        {
            // Whoever has the next turn must find what is stored, not what could not be.
            await StateManager.ClearCacheAsync();
            throw;
        }
        finally
        {
            _turnstile.Release();
        }
    }

    private async Task GoOnAsync(OrderTurn turn)
    {
        var now = _time.GetUtcNow();
        if (turn.Order.PayBefore <= now && OrderTransitions.IsUnpaid(turn.Order.State))
            await turn.HandleAsync(new OrderCommand.Expire());
        else if (turn.Order.State == OrderState.Paying && turn.Order.UpdatedAt + _options.PaymentGrace <= now)
            await turn.HandleAsync(new OrderCommand.GiveUpPayment());
        if (turn.Obstacle is null) await turn.SettleAsync();
    }

    // What the world sees comes before the answer; what it hears follows as soon as the broker takes it.
    private async Task FinishAsync(OrderTurn turn)
    {
        _shownVersion = await turn.ShowAsync();
        var outbox = await _memory.OutboxAsync();
        if (!outbox.IsEmpty) await _memory.SaveAsync(await _display.PublishAsync(outbox));
    }

    private async Task<bool> IsDoneAsync(OrderTurn turn) =>
        !turn.HasOrder || (OrderTransitions.IsQuiet(turn.Order.State) && (await _memory.OutboxAsync()).IsEmpty);

    private static async Task<OrderOutcome> SettleAsync(OrderTurn turn)
    {
        await turn.SettleAsync();
        return Outcome(turn);
    }

    private static OrderOutcome Outcome(OrderTurn turn) => (OrderOutcome?)turn.Obstacle ?? new OrderOutcome.Done(turn.Order);

    [LoggerMessage(LogLevel.Error, "Order {OrderId}: {Method} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string orderId, string method);
}
