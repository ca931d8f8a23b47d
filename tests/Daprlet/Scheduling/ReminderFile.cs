using System.Text;
using Daprlet.Components.Sqlite;
using Daprlet.Scheduling;
using DaprShop.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>Reminders in a file of their own, the clock that they go by, and the schedulers that fire them.</summary>
internal sealed class ReminderFile : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reminders-");
    private readonly List<ReminderScheduler> _schedulers = [];
    private Shared<ReminderStore>.Lease _lease;

    /// <param name="inMemory">Instead of in a file. Nobody else writes there, so that nothing but the schedulers' own bells wakes them.</param>
    public ReminderFile(bool inMemory = false) => _lease = inMemory ? ReminderStore.OpenInMemory(Name) : ReminderStore.Open(Name);

    private string Name => Path.Combine(_folder.FullName, "reminders.db");

    public VirtualTime Time { get; } = new();

    public ReminderStore Store => _lease.Value;

    public static ReminderKey Key(string id, string name = "r", string type = "Order") => new("default", type, id, name);

    /// <summary>The database, as another process has it.</summary>
    public SqliteSession Open() => SqliteFile.Open(Name);

    /// <summary>Closes the file and opens it again, as a process that is started anew. Its schedulers must have been stopped.</summary>
    public async Task ReopenAsync()
    {
        await _lease.DisposeAsync();
        _lease = ReminderStore.Open(Name);
    }

    public ReminderScheduler Start(IReminderTarget target, ILogger? logger = null, Func<ReminderStore>? open = null)
    {
        var scheduler = new ReminderScheduler(open ?? (() => Store), "default", target, Time, logger ?? NullLogger.Instance);
        _schedulers.Add(scheduler);
        scheduler.Start();
        return scheduler;
    }

    /// <summary>Stops a scheduler without waiting for callbacks under way.</summary>
    public async Task StopAsync(ReminderScheduler scheduler)
    {
        _schedulers.Remove(scheduler);
        await scheduler.StopAsync(new CancellationToken(canceled: true));
        scheduler.Dispose();
    }

    /// <summary>Registers a reminder whose data is a text.</summary>
    public Task<bool> RegisterAsync(ReminderKey key, string data, string dueTime = "", string period = "", string ttl = "", bool overwrite = true, FailurePolicy? policy = null)
    {
        Assert.True(ReminderTimes.TryParse(dueTime, period, ttl, Time.GetUtcNow(), out var times, out var error), error);
        var reminder = new Reminder { Key = key, Data = Encoding.UTF8.GetBytes(data), DueTime = dueTime, Ttl = ttl, Times = times, FailurePolicy = policy ?? FailurePolicy.Default };
        return Store.RegisterAsync(reminder, overwrite);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var scheduler in _schedulers.ToList())
            await StopAsync(scheduler);
        await _lease.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
