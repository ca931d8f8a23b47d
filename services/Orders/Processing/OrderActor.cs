using Dapr.Actors.Runtime;
using DaprShop.Orders.Domain;
using DaprShop.Persistence.Actors;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Processing;

/// <summary>
/// One order. Its rules are <see cref="OrderTransitions"/>; here is how a turn goes: the command, the work that follows from it
/// until nothing is left to do, then what the world sees of it, then the answer. Reminders do the same without a command.
/// </summary>
internal sealed class OrderActor : TurnActor, IOrderActor, IRemindable
{
    private readonly OrderMemory _memory;
    private readonly OrderWorker _worker;
    private readonly OrderErrand _errand;
    private readonly OrderDisplay _display;
    private readonly OrdersOptions _options;
    private int _shownVersion;

    public OrderActor(
        ActorHost host, OrderWorker worker, OrderDisplay display, IOptions<OrdersOptions> options, ActorTurns turns, TimeProvider time)
        : base(host, turns, time)
    {
        _memory = new OrderMemory(host, StateManager, Calls, options, time);
        _errand = new OrderErrand(worker, () => ProxyFactory.CreateActorProxy<IOrderActor>(Id, nameof(OrderActor)).GoOnAsync(), Logger);
        (_worker, _display, _options) = (worker, display, options.Value);
    }

    public Task<OrderOutcome> PlaceAsync(OrderCaller caller, OrderContent content) => AnswerAsync(caller, _options.DecisionLimit, async turn =>
    {
        if (!turn.HasOrder) await turn.PlaceAsync(Guid.Parse(Id.GetId()), caller.UserId, content, Time.GetUtcNow());
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

    public Task<OrderOutcome> PayAsync(OrderCaller caller, string paymentToken) => AskAsync(caller, async turn =>
    {
        // A payment that broke off is this one too: a repetition after a lost answer.
        var attempt = caller.Attempt ?? turn.Order.Attempt;
        return attempt < turn.Order.Attempt ? EndOf(attempt, turn) : await AnswerAsync(turn, new OrderCommand.Pay(), async () =>
        {
            await turn.SettleAsync(paymentToken);
            return EndOf(attempt, turn);
        });
    });

    public Task<OrderOutcome> ConfirmAsync(OrderCaller caller) => CommandAsync(caller, new OrderCommand.Confirm(), SettleAsync);

    public Task<OrderOutcome> CancelAsync(OrderCaller caller) => CommandAsync(caller, new OrderCommand.Cancel(), SettleAsync);

    public Task<OrderOutcome> DeleteAsync(OrderCaller caller) => CommandAsync(caller, new OrderCommand.Delete(), SettleAsync);

    public Task GoOnAsync() => TurnAsync(_options.TurnLimit, FinishWorkAsync);

    /// <summary>Goes on with what broke off, or with what the clock wants, and lets the reminder go when it is of no use any more.</summary>
    public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period) => TurnAsync(_options.TurnLimit, async turn =>
    {
        await FinishWorkAsync(turn);
        if (!await IsOfUseAsync(reminderName, turn)) await _memory.ForgetAsync(reminderName, turn.End);
    });

    private Task<OrderOutcome> CommandAsync(OrderCaller caller, OrderCommand command, Func<OrderTurn, Task<OrderOutcome>> afterwards) =>
        AskAsync(caller, turn => AnswerAsync(turn, command, () => afterwards(turn)));

    private Task<OrderOutcome> AskAsync(OrderCaller caller, Func<OrderTurn, Task<OrderOutcome>> act) => AnswerAsync(caller, _options.TurnLimit, async turn =>
        !turn.HasOrder || turn.Order.UserId != caller.UserId || OrderTransitions.StatusOf(turn.Order.State) is null
            ? new OrderOutcome.NotFound()
            : await act(turn));

    private static async Task<OrderOutcome> AnswerAsync(OrderTurn turn, OrderCommand command, Func<Task<OrderOutcome>> afterwards) =>
        await turn.HandleAsync(command) switch
        {
            CommandAnswer.Accepted or CommandAnswer.UnderWay => await afterwards(),
            CommandAnswer.Refused => new OrderOutcome.WrongState(turn.Order),
            _ => Outcome(turn),
        };

    private async Task<OrderOutcome> AnswerAsync(OrderCaller caller, TimeSpan limit, Func<OrderTurn, Task<OrderOutcome>> act)
    {
        OrderOutcome outcome = OrderOutcome.Unavailable.Busy;
        await TurnAsync(limit, async turn =>
        {
            if (Time.GetUtcNow() > caller.NotAfter) return;
            outcome = await act(turn);
            if (turn.HasOrder) await FinishAsync(turn);
        });
        return outcome;
    }

    private Task TurnAsync(TimeSpan workLimit, Func<OrderTurn, Task> act) => InTurnAsync(async end =>
    {
        _memory.Begin();
        using var limit = new CancellationTokenSource(workLimit, Time);
        using var workEnd = CancellationTokenSource.CreateLinkedTokenSource(end, limit.Token);
        await act(new OrderTurn(
            await _memory.LoadAsync(end), _shownVersion, _memory, _worker, _errand, _display, Logger, workEnd.Token, end));
    });

    private async Task FinishWorkAsync(OrderTurn turn)
    {
        if (!turn.HasOrder) return;
        await ContinueAsync(turn);
        await FinishAsync(turn);
    }

    private async Task ContinueAsync(OrderTurn turn)
    {
        var now = Time.GetUtcNow();
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
        var outbox = await _memory.OutboxAsync(turn.End);
        if (!outbox.IsEmpty) await _memory.SaveAsync(await _display.PublishAsync(outbox, turn.End), turn.End);
    }

    private async Task<bool> IsOfUseAsync(string reminder, OrderTurn turn)
    {
        if (!turn.HasOrder) return false;
        if (!OrderMemory.IsDrive(reminder)) return OrderTransitions.IsUnpaid(turn.Order.State);
        if (_memory.IsDrivenByAnother(reminder)) return false;
        return !OrderTransitions.IsQuiet(turn.Order.State) || !(await _memory.OutboxAsync(turn.End)).IsEmpty;
    }

    private static async Task<OrderOutcome> SettleAsync(OrderTurn turn)
    {
        await turn.SettleAsync();
        return Outcome(turn);
    }

    private static OrderOutcome EndOf(int attempt, OrderTurn turn)
    {
        if (turn.Order.DeclinedAttempt == attempt) return new OrderOutcome.Declined(turn.Order);
        if (turn.Order.Attempt > attempt) return new OrderOutcome.PaymentGivenUp(turn.Order);
        if (turn.Obstacle is { } obstacle) return obstacle with { Attempt = attempt };
        return turn.Order.State == OrderState.Paid ? new OrderOutcome.Done(turn.Order) : new OrderOutcome.WrongState(turn.Order);
    }

    private static OrderOutcome Outcome(OrderTurn turn) => (OrderOutcome?)turn.Obstacle ?? new OrderOutcome.Done(turn.Order);
}
