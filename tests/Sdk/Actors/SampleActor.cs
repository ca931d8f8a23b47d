#nullable disable warnings
using Dapr.Actors;
using Dapr.Actors.Runtime;

namespace DaprShop.Tests.Sdk.Actors;

public interface ICounter : IActor
{
    Task<int> AddAsync(int amount, CancellationToken cancellationToken);
}

public interface ISampleActor : ICounter
{
    Task<SampleOrder> PlaceAsync(SampleOrder order, string note);

    Task FailAsync(string message);

    Task<string> NothingAsync();

    Task PlainAsync();

    Task<ActorId> WhoAsync(ActorReference other);

    Task<ISampleActor> SelfAsync();

    Task StartTimersAsync();

    Task<string> CallAsync(string method);
}

public class SampleOrder
{
    public string Id { get; set; }

    public decimal Total { get; set; }

    public List<string> Skus { get; set; } = [];
}

/// <summary>What happened to the actors of one app, in order.</summary>
public sealed class Journal
{
    private readonly List<string> _entries = [];

    public IReadOnlyList<string> Entries
    {
        get
        {
            lock (_entries)
                return [.. _entries];
        }
    }

    public void Add(string entry)
    {
        lock (_entries)
            _entries.Add(entry);
    }
}

/// <summary>Says in the journal when a scope of services ends.</summary>
public sealed class ScopeMark(Journal journal) : IDisposable
{
    public void Dispose() => journal.Add("scope ended");
}

[Actor(TypeName = "Sample")]
public sealed class SampleActor(ActorHost host, Journal journal, ScopeMark mark) : Actor(host), ISampleActor, IRemindable, IAsyncDisposable
{
    public async Task<int> AddAsync(int amount, CancellationToken cancellationToken)
    {
        var count = await StateManager.AddOrUpdateStateAsync("count", amount, (_, before) => before + amount, cancellationToken);
        return amount < 0 ? throw new InvalidOperationException("nothing is taken away") : count;
    }

    public async Task<SampleOrder> PlaceAsync(SampleOrder order, string note)
    {
        await StateManager.SetStateAsync("order", order);
        order.Id += note;
        return order;
    }

    public Task FailAsync(string message) => throw new NotSupportedException(message);

    public Task<string> NothingAsync() => Task.FromResult<string>(null);

    public Task PlainAsync() => Task.CompletedTask;

    public Task<ActorId> WhoAsync(ActorReference other) => Task.FromResult(new ActorId($"{Id} of {other?.ActorType}/{other?.ActorId}"));

    public Task<ISampleActor> SelfAsync() => Task.FromResult<ISampleActor>(this);

    public async Task StartTimersAsync()
    {
        await RegisterReminderAsync("rings", [1, 2], TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(-1));
        await RegisterTimerAsync("ticks", nameof(TickAsync), [3, 4], TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(-1));
    }

    public Task<string> CallAsync(string method) => ProxyFactory.Create(Id, "Sample").InvokeMethodAsync<string>(method);

    public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period)
    {
        journal.Add($"{reminderName} {Convert.ToHexString(state)} {dueTime} {period}");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        journal.Add($"disposed before {mark.GetType().Name}");
        return ValueTask.CompletedTask;
    }

    protected override Task OnActivateAsync() => NoteAsync($"activated {Id}");

    protected override Task OnDeactivateAsync() => NoteAsync($"deactivated {Id}");

    protected override Task OnPreActorMethodAsync(ActorMethodContext actorMethodContext) => NoteAsync($"before {actorMethodContext.MethodName} {actorMethodContext.CallType}");

    protected override Task OnPostActorMethodAsync(ActorMethodContext actorMethodContext) => NoteAsync($"after {actorMethodContext.MethodName}");

    protected override Task OnActorMethodFailedAsync(ActorMethodContext actorMethodContext, Exception e) => NoteAsync($"failed {actorMethodContext.MethodName} {e.GetType().Name}");

    private Task TickAsync(byte[] data) => NoteAsync($"tick {Convert.ToHexString(data)}");

    private Task NoteAsync(string entry)
    {
        journal.Add(entry);
        return Task.CompletedTask;
    }
}
