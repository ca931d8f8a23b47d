using System.Collections.Immutable;
using Dapr.Actors.Runtime;
using DaprShop.Orders.Domain;
using DaprShop.Persistence.Actors;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Processing;

/// <summary>
/// What the actor of an order keeps: the order, the events that are still to be published, and the reminders that bring it back
/// to its work. A reminder is there before whatever needs it is saved, and goes when it is of no use any more.
/// </summary>
internal sealed class OrderMemory(ActorHost host, IActorStateManager states, ActorCalls calls, IOptions<OrdersOptions> options, TimeProvider time)
{
    // Comes as long as the order has something to do. Each has the order's version in its name: a deletion that the sidecar carries out
    // late, long after its turn was let go of, must not meet the one that the order rests on by then.
    private const string DriveReminder = "drive";

    // Comes when the order should have been paid, and on from then. An order waits for its payment once.
    private const string DeadlineReminder = "payment-deadline";

    // One value, since on Redis a transaction over two does not roll back.
    private const string State = "order";

    // A reminder that fires once is given up after three failures (Dapr, actor reminders), so each has a period.
    private static readonly TimeSpan DeadlineInterval = TimeSpan.FromMinutes(1);

    private string? _drivenBy;

    /// <summary>Whether a reminder comes as long as the order has something to do; else it is the one of its payment.</summary>
    public static bool IsDrive(string reminder) => reminder.StartsWith(DriveReminder, StringComparison.Ordinal);

    /// <summary>Begins a turn. The actor may have been elsewhere since the last one, and its reminder have gone there.</summary>
    public void Begin() => _drivenBy = null;

    /// <summary>Whether this turn has registered another reminder than this one to drive the order.</summary>
    public bool IsDrivenByAnother(string reminder) => _drivenBy is { } other && other != reminder;

    /// <summary>The order; null if there is none yet.</summary>
    public async Task<Order?> LoadAsync(CancellationToken turnEnd) => (await ReadAsync(turnEnd))?.Order;

    /// <summary>The events that are still to be published, in order.</summary>
    public async Task<ImmutableList<OutboxEntry>> OutboxAsync(CancellationToken turnEnd) => (await ReadAsync(turnEnd))?.Outbox ?? [];

    /// <summary>Saves a step and the event that tells of it.</summary>
    /// <param name="before">The order before the step; null for its first one.</param>
    /// <param name="step">The step.</param>
    /// <param name="turnEnd">Ends the turn; whether the step is saved is then unknown.</param>
    /// <returns>The order as it is saved.</returns>
    public async Task<Order> SaveAsync(Order? before, OrderStep step, CancellationToken turnEnd)
    {
        var (order, happened) = step.At(time.GetUtcNow());
        if (happened is not null || !OrderTransitions.IsQuiet(order.State)) await KeepDrivingAsync(order, turnEnd);
        if (OrderTransitions.IsUnpaid(order.State) && (before is null || !OrderTransitions.IsUnpaid(before.State)))
            await RegisterAsync(DeadlineReminder, Positive(order.PayBefore!.Value - time.GetUtcNow()), DeadlineInterval, turnEnd);

        var outbox = await OutboxAsync(turnEnd);
        await WriteAsync(new KeptOrder(order, happened is null ? outbox : outbox.Add(OutboxEntry.Of(happened))), turnEnd);

        // A turn that the sidecar took for over, and that fails beside this one, makes the SDK forget what is not saved yet.
        if (await LoadAsync(turnEnd) is not { } saved || saved.Version != order.Version) throw new InvalidOperationException($"Order {order.Id} was not saved.");
        return order;
    }

    /// <summary>Saves which events are still to be published.</summary>
    public async Task SaveAsync(ImmutableList<OutboxEntry> outbox, CancellationToken turnEnd)
    {
        var kept = await ReadAsync(turnEnd) ?? throw new InvalidOperationException("There is no order that events could tell of.");
        if (kept.Outbox.Count != outbox.Count) await WriteAsync(kept with { Outbox = outbox }, turnEnd);
    }

    /// <summary>Lets a reminder go.</summary>
    public Task ForgetAsync(string reminder, CancellationToken turnEnd) => calls.WaitAsync(() => host.TimerManager.UnregisterReminderAsync(
        new ActorReminderToken(host.ActorTypeInfo.ActorTypeName, host.Id, reminder)), turnEnd);

    private async Task<KeptOrder?> ReadAsync(CancellationToken turnEnd) =>
        (await calls.RunAsync(token => states.TryGetStateAsync<KeptOrder>(State, token), turnEnd)).Value;

    private Task WriteAsync(KeptOrder kept, CancellationToken turnEnd) => calls.RunAsync(async token =>
    {
        await states.SetStateAsync(State, kept, token);
        await states.SaveStateAsync(token);
    }, turnEnd);

    private async Task KeepDrivingAsync(Order order, CancellationToken turnEnd)
    {
        if (_drivenBy is not null) return;
        var reminder = $"{DriveReminder}-{order.Version}";
        await RegisterAsync(reminder, options.Value.DriveInterval, options.Value.DriveInterval, turnEnd);
        _drivenBy = reminder;
    }

    private Task RegisterAsync(string reminder, TimeSpan dueTime, TimeSpan period, CancellationToken turnEnd) =>
        calls.WaitAsync(() => host.TimerManager.RegisterReminderAsync(
            new ActorReminder(host.ActorTypeInfo.ActorTypeName, host.Id, reminder, [], dueTime, period)), turnEnd);

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private sealed record KeptOrder(Order Order, ImmutableList<OutboxEntry> Outbox);
}
