using Dapr.Actors;
using Dapr.Actors.Runtime;

namespace DaprShop.Benchmarks;

public interface ILedger : IActor
{
    Task BookAsync(BookedOrder order);
}

/// <summary>What an actor saves; as JSON it is <see cref="Workloads.Value"/>.</summary>
public sealed record BookedOrder(string OrderId, string Status, decimal Total, string Currency);

/// <summary>An actor that saves its state in each turn, and counts its reminders.</summary>
public sealed class Ledger(ActorHost host, Firings firings) : Actor(host), ILedger, IRemindable
{
    public Task BookAsync(BookedOrder order) => StateManager.SetStateAsync("order", order);

    public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period)
    {
        firings.Add();
        return Task.CompletedTask;
    }
}

/// <summary>How many reminders have fired in this process.</summary>
public sealed class Firings
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Add() => Interlocked.Increment(ref _count);
}
