using System.Collections.Concurrent;
using System.Text;
using Daprlet.Scheduling;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>Takes reminders as an app would, notes them by their data, and answers what it is told to.</summary>
internal sealed class RecordingTarget : IReminderTarget
{
    private readonly ConcurrentDictionary<string, int> _calls = [];

    public IReadOnlyList<string> ActorTypes { get; init; } = ["Order"];

    /// <summary>Whether an actor is here, by its id.</summary>
    public Func<string, bool> Hosts { get; set; } = _ => true;

    /// <summary>Answers the given call for some data; counts from 1.</summary>
    public Func<string, int, Task<ReminderOutcome>> Answer { get; set; } = (_, _) => Task.FromResult(ReminderOutcome.Succeeded);

    /// <summary>What a call waits for before its turn begins.</summary>
    public Task Turn { get; set; } = Task.CompletedTask;

    /// <summary>How often a reminder with this data has been called.</summary>
    public int Calls(string data) => _calls.GetValueOrDefault(data);

    public bool IsHere(ReminderKey reminder) => Hosts(reminder.ActorId);

    public async Task<ReminderOutcome> FireAsync(ReminderKey reminder, ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
    {
        await Turn.WaitAsync(cancellationToken);
        if (!IsHere(reminder))
            return ReminderOutcome.NotHere;
        var text = data is { } json ? Encoding.UTF8.GetString(json.Span) : "";
        return await Answer(text, _calls.AddOrUpdate(text, 1, (_, calls) => calls + 1));
    }
}
