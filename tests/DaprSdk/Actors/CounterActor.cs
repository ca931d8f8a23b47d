using System.Collections.Concurrent;
using Dapr;
using Dapr.Actors;
using Dapr.Actors.Runtime;

namespace DaprShop.Tests.DaprSdk.Actors;

public interface ICounter : IActor
{
    Task<int> AddAsync(int amount);

    Task<Receipt> PayAsync(Receipt receipt);

    Task StartTimersAsync();

    Task StopAsync();

    Task<bool> HasReminderAsync();

    Task<int> AddToItselfAsync(int amount);
}

public sealed record Receipt(string Buyer, decimal Total, IReadOnlyList<string> Skus);

/// <summary>What happened to the actors of one app, in order.</summary>
public sealed class Journal : ConcurrentQueue<string>;

[Actor(TypeName = "Counter")]
internal sealed class CounterActor(ActorHost host, Journal journal) : Actor(host), ICounter, IRemindable
{
    public async Task<int> AddAsync(int amount)
    {
        var count = await StateManager.AddOrUpdateStateAsync("count", amount, (_, before) => before + amount);
        return amount < 0 ? throw new InvalidOperationException("nothing is taken away") : count;
    }

    public async Task<Receipt> PayAsync(Receipt receipt)
    {
        await StateManager.SetStateAsync("receipt", receipt);
        await StateManager.SaveStateAsync();
        return await StateManager.GetStateAsync<Receipt>("receipt");
    }

    public async Task StartTimersAsync()
    {
        await RegisterReminderAsync("once", [1, 2], TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(-1));
        await RegisterReminderAsync("again", [], TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50));
        await RegisterTimerAsync("ticks", nameof(TickAsync), [3, 4], TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(-1));
    }

    public Task StopAsync() => UnregisterReminderAsync("again");

    public async Task<bool> HasReminderAsync()
    {
        try
        {
            return await GetReminderAsync("again") is not null;
        }
        catch (DaprApiException)
        {
            return false; // 404
        }
    }

    public Task<int> AddToItselfAsync(int amount) => ProxyFactory.CreateActorProxy<ICounter>(Id, "Counter").AddAsync(amount);

    public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period)
    {
        journal.Enqueue($"{reminderName} {Convert.ToHexString(state)}".TrimEnd());
        return Task.CompletedTask;
    }

    public Task TickAsync(byte[] data)
    {
        journal.Enqueue($"tick {Convert.ToHexString(data)}");
        return Task.CompletedTask;
    }

    protected override Task OnDeactivateAsync()
    {
        journal.Enqueue($"deactivated {Id}");
        return Task.CompletedTask;
    }
}
