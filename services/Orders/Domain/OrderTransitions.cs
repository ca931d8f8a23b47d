using DaprShop.Contracts.Events;

namespace DaprShop.Orders.Domain;

/// <summary>
/// The rules of an order: which command moves it where, what is to be done in which state, where what came of that leads, and
/// which of these steps the rest of the shop hears of. Pure; whoever wants to know when a status changes finds it here.
/// </summary>
public static class OrderTransitions
{
    /// <summary>How many cards a customer may try; after that only cancelling is left.</summary>
    public const int MaxAttempts = 20;

    /// <summary>How the order appears to its customer; null once it is deleted.</summary>
    public static OrderStatus? StatusOf(OrderState state) => state switch
    {
        OrderState.Placed or OrderState.Reserving => OrderStatus.Submitted,
        OrderState.Rejecting or OrderState.Rejected => OrderStatus.Rejected,
        OrderState.AwaitingPayment or OrderState.Editing or OrderState.ApplyingEdit or OrderState.UndoingEdit
            or OrderState.Paying or OrderState.Voiding or OrderState.Committing or OrderState.Capturing => OrderStatus.AwaitingPayment,
        OrderState.Paid => OrderStatus.Paid,
        OrderState.Withdrawing or OrderState.Refunding or OrderState.Cancelling or OrderState.Cancelled => OrderStatus.Cancelled,
        OrderState.Completed => OrderStatus.Completed,
        OrderState.Deleting or OrderState.Deleted => null,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>What is to be done for an order in a state.</summary>
    public static OrderWork WorkOf(OrderState state) => state switch
    {
        OrderState.Placed => OrderWork.List,
        OrderState.Reserving or OrderState.Editing => OrderWork.Reserve,
        OrderState.ApplyingEdit or OrderState.UndoingEdit => OrderWork.Shrink,
        OrderState.Rejecting or OrderState.Cancelling => OrderWork.Release,
        OrderState.Paying => OrderWork.Authorise,
        OrderState.Voiding or OrderState.Withdrawing => OrderWork.Void,
        OrderState.Committing => OrderWork.Commit,
        OrderState.Capturing => OrderWork.Capture,
        OrderState.Refunding => OrderWork.Refund,
        OrderState.Deleting => OrderWork.Unlist,
        OrderState.AwaitingPayment or OrderState.Paid or OrderState.Completed or OrderState.Cancelled or OrderState.Rejected
            or OrderState.Deleted => OrderWork.None,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Whether the order waits for its payment, or is on the way there or back.</summary>
    public static bool IsUnpaid(OrderState state) => StatusOf(state) == OrderStatus.AwaitingPayment;

    /// <summary>Whether the order keeps stock from others, or may, and was never paid.</summary>
    public static bool HoldsUnpaid(this Order order) => order.PaidAt is null && (IsUnpaid(order.State)
        || order.State is OrderState.Placed or OrderState.Reserving or OrderState.Rejecting or OrderState.Withdrawing or OrderState.Cancelling);

    /// <summary>Whether another card may be tried.</summary>
    public static bool TakesCard(this Order order) => IsUnpaid(order.State) && order.Attempt <= MaxAttempts;

    /// <summary>Whether there is nothing to do for an order unless somebody wants something of it.</summary>
    public static bool IsQuiet(OrderState state) => WorkOf(state) == OrderWork.None;

    /// <summary>Whether what is to be done may take longer than a turn: the card processor does it.</summary>
    public static bool IsLong(OrderState state) => WorkOf(state) is OrderWork.Authorise or OrderWork.Void or OrderWork.Capture or OrderWork.Refund;

    /// <summary>The beginning of an order.</summary>
    public static OrderStep Place(Guid id, Guid userId, OrderContent content, int listPage, DateTimeOffset at) => new(
        new Order { Id = id, UserId = userId, State = OrderState.Placed, Content = content, ListPage = listPage, CreatedAt = at, UpdatedAt = at },
        OrderNews.Placed);

    /// <summary>How an order answers a command.</summary>
    /// <returns>The order in its next state if it was accepted or makes way, else as it was; and the answer.</returns>
    public static (OrderStep Step, CommandAnswer Answer) Handle(this Order order, OrderCommand command) => (order.State, command) switch
    {
        (OrderState.AwaitingPayment, OrderCommand.Edit edit) =>
            Accept(order with { State = OrderState.Editing, Edit = edit.Content, Revision = order.Revision + 1 }),
        (OrderState.AwaitingPayment, OrderCommand.Pay) when order.Attempt <= MaxAttempts => Accept(order with { State = OrderState.Paying }),
        (OrderState.Paid, OrderCommand.Pay) => Answer(order, CommandAnswer.Done),
        (OrderState.Paid, OrderCommand.Confirm) => Accept(order with { State = OrderState.Completed }, OrderNews.Completed),
        (OrderState.Completed, OrderCommand.Confirm) => Answer(order, CommandAnswer.Done),

        // What is still being reserved can be given up at once: the release refuses the reservations that come after it.
        (OrderState.Reserving or OrderState.AwaitingPayment, OrderCommand.Cancel) => Accept(Cancelling(order, CancellationReason.Customer)),
        (OrderState.AwaitingPayment, OrderCommand.Expire) => Accept(Cancelling(order, CancellationReason.PaymentOverdue)),
        (OrderState.Paid, OrderCommand.Cancel) => Accept(order with { State = OrderState.Refunding, CancelledFor = CancellationReason.Customer }),
        (OrderState.Cancelled, OrderCommand.Cancel) => Answer(order, CommandAnswer.Done),

        // Only who sends a token can go on with a payment; what cannot wait for that gives it up first.
        (OrderState.Paying, OrderCommand.Pay) => Answer(order, CommandAnswer.UnderWay),
        (OrderState.Paying, OrderCommand.GiveUpPayment) => Accept(order with { State = OrderState.Voiding }),
        (OrderState.Paying, OrderCommand.Edit or OrderCommand.Cancel or OrderCommand.Expire) =>
            Answer(order with { State = OrderState.Voiding }, CommandAnswer.MakesWay),
        (OrderState.Paying, OrderCommand.Confirm or OrderCommand.Delete) => Answer(order, CommandAnswer.Refused),

        (OrderState.Completed or OrderState.Cancelled or OrderState.Rejected, OrderCommand.Delete) =>
            Accept(order with { State = OrderState.Deleting }),
        _ => Answer(order, IsQuiet(order.State) ? CommandAnswer.Refused : CommandAnswer.Busy),
    };

    /// <summary>Where what came of an order's work leads.</summary>
    /// <exception cref="InvalidOperationException">The event cannot come of the work that the order has to do.</exception>
    public static OrderStep After(this Order order, OrderEvent happened) => (order.State, happened) switch
    {
        (OrderState.Placed, OrderEvent.Listed listed) => Go(order with { State = OrderState.Reserving, ListPage = listed.Page }),

        (OrderState.Reserving, OrderEvent.Reserved reserved) =>
            Go(order with { State = OrderState.AwaitingPayment, PayBefore = reserved.PayBefore }, OrderNews.AwaitingPayment),
        (OrderState.Reserving, OrderEvent.OutOfStock refused) =>
            Go(order with { State = OrderState.Rejecting, Refusal = Refusal(order, refused), Revision = order.Revision + 1 }),
        (OrderState.Rejecting, OrderEvent.Released) => Go(order with { State = OrderState.Rejected }, OrderNews.Rejected),

        // The time to pay is that of the first reservation: nobody keeps stock for ever by editing.
        (OrderState.Editing, OrderEvent.Reserved) =>
            Go(order with { State = OrderState.ApplyingEdit, Revision = order.Revision + 1, Content = order.Edit!, Edit = order.Content }),
        (OrderState.Editing, OrderEvent.OutOfStock refused) =>
            Go(order with { State = OrderState.UndoingEdit, Refusal = Refusal(order, refused), Revision = order.Revision + 1 }),
        (OrderState.ApplyingEdit, OrderEvent.Shrunk) => Go(order with { State = OrderState.AwaitingPayment, Edit = null }, OrderNews.AwaitingPayment),
        (OrderState.UndoingEdit, OrderEvent.Shrunk) => Go(order with { State = OrderState.AwaitingPayment, Edit = null }),

        (OrderState.Paying, OrderEvent.Authorised) => Go(order with { State = OrderState.Committing }),
        (OrderState.Paying or OrderState.Voiding, OrderEvent.Declined) =>
            Go(order with { State = OrderState.AwaitingPayment, Attempt = order.Attempt + 1, DeclinedAttempt = order.Attempt }),
        (OrderState.Paying or OrderState.Voiding, OrderEvent.Voided) =>
            Go(order with { State = OrderState.AwaitingPayment, Attempt = order.Attempt + 1 }),

        // The money is taken only once the goods are, so that nobody pays for what is not there.
        (OrderState.Committing, OrderEvent.Committed) => Go(order with { State = OrderState.Capturing }),
        (OrderState.Committing, OrderEvent.CommitRefused) => Go(order with { State = OrderState.Withdrawing }),
        (OrderState.Capturing, OrderEvent.Captured) => Go(order with { State = OrderState.Paid }, OrderNews.Paid),

        // What is held is let go by itself after some days; an order that waited for too long has no money to take.
        (OrderState.Capturing, OrderEvent.Voided) => Go(Cancelling(order, CancellationReason.PaymentOverdue)),
        (OrderState.Withdrawing, OrderEvent.Voided or OrderEvent.Declined) => Go(Cancelling(order, CancellationReason.StockLost)),

        (OrderState.Refunding, OrderEvent.Refunded) => Go(Cancelling(order, CancellationReason.Customer), OrderNews.Refunded),
        (OrderState.Cancelling, OrderEvent.Released) => Go(order with { State = OrderState.Cancelled }, OrderNews.Cancelled),

        (OrderState.Deleting, OrderEvent.Unlisted) => Go(order with { State = OrderState.Deleted }),
        _ => throw new InvalidOperationException($"An order that is {order.State} cannot be {happened.GetType().Name}."),
    };

    private static Order Cancelling(Order order, CancellationReason reason) =>
        order with { State = OrderState.Cancelling, CancelledFor = reason, Revision = order.Revision + 1 };

    private static StockRefusal Refusal(Order order, OrderEvent.OutOfStock refused) => new(order.Revision, [.. refused.ProductIds]);

    private static OrderStep Go(Order order, OrderNews? news = null) => new(order, news);

    private static (OrderStep, CommandAnswer) Accept(Order order, OrderNews? news = null) => (new(order, news), CommandAnswer.Accepted);

    private static (OrderStep, CommandAnswer) Answer(Order order, CommandAnswer answer) => (new(order), answer);
}
