using System.Collections.Immutable;
using Dapr.Actors.Runtime;
using DaprShop.Orders.Domain;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Processing;

/// <summary>
/// What the actor of an order keeps: the order, the events that are still to be published, and the reminders that bring it back
/// to its work. A reminder is there before whatever needs it is saved, and goes when it is of no use any more.
/// </summary>
internal sealed class OrderMemory(ActorHost host, IActorStateManager states, IOptions<OrdersOptions> options, TimeProvider time)
{
    /// <summary>Comes as long as the order has something to do.</summary>
    public const string DriveReminder = "drive";

    /// <summary>Comes when the order should have been paid, and on from then.</summary>
    public const string DeadlineReminder = "payment-deadline";

    // One value, since on Redis a transaction over two does not roll back.
    private const string State = "order";

    // A reminder that fires once is given up after three failures (Dapr, actor reminders), so each has a period.
    private static readonly TimeSpan DeadlineInterval = TimeSpan.FromMinutes(1);

    private bool _isDriven;

    /// <summary>The order; null if there is none yet.</summary>
    public async Task<Order?> LoadAsync() => (await ReadAsync())?.Order;

    /// <summary>The events that are still to be published, in order.</summary>
    public async Task<ImmutableList<OutboxEntry>> OutboxAsync() => (await ReadAsync())?.Outbox ?? [];

    /// <summary>Saves a step and the event that tells of it.</summary>
    /// <param name="before">The order before the step; null for its first one.</param>
    /// <param name="step">The step.</param>
    /// <returns>The order as it is saved.</returns>
    public async Task<Order> SaveAsync(Order? before, OrderStep step)
    {
        var (order, happened) = step.At(time.GetUtcNow());
        if (happened is not null || !OrderTransitions.IsQuiet(order.State)) await KeepDrivingAsync();
        if (OrderTransitions.IsUnpaid(order.State) && (before is null || !OrderTransitions.IsUnpaid(before.State)))
            await RegisterAsync(DeadlineReminder, Positive(order.PayBefore!.Value - time.GetUtcNow()), DeadlineInterval);

        var outbox = await OutboxAsync();
        await states.SetStateAsync(State, new KeptOrder(order, happened is null ? outbox : outbox.Add(OutboxEntry.Of(happened))));
        await states.SaveStateAsync();

        // A turn that the sidecar took for over, and that fails beside this one, makes the SDK forget what is not saved yet.
        if (await LoadAsync() is not { } saved || saved.Version != order.Version) throw new InvalidOperationException($"Order {order.Id} was not saved.");
        return order;
    }

    /// <summary>Saves which events are still to be published.</summary>
    public async Task SaveAsync(ImmutableList<OutboxEntry> outbox)
    {
        var kept = await ReadAsync() ?? throw new InvalidOperationException("There is no order that events could tell of.");
        if (kept.Outbox.Count == outbox.Count) return;
        await states.SetStateAsync(State, kept with { Outbox = outbox });
        await states.SaveStateAsync();
    }

    /// <summary>Lets a reminder go.</summary>
    public Task ForgetAsync(string reminder)
    {
        if (reminder == DriveReminder) _isDriven = false;
        return host.TimerManager.UnregisterReminderAsync(new ActorReminderToken(host.ActorTypeInfo.ActorTypeName, host.Id, reminder));
    }

    private async Task<KeptOrder?> ReadAsync() => (await states.TryGetStateAsync<KeptOrder>(State)).Value;

    private async Task KeepDrivingAsync()
    {
        if (_isDriven) return;
        await RegisterAsync(DriveReminder, options.Value.DriveInterval, options.Value.DriveInterval);
        _isDriven = true;
    }

    private Task RegisterAsync(string reminder, TimeSpan dueTime, TimeSpan period) => host.TimerManager.RegisterReminderAsync(
        new ActorReminder(host.ActorTypeInfo.ActorTypeName, host.Id, reminder, [], dueTime, period));

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private sealed record KeptOrder(Order Order, ImmutableList<OutboxEntry> Outbox);
}
