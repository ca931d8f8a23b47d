using System.Collections.Concurrent;
using Daprlet.Scheduling;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>Stores that cannot be used, callbacks that break off, schedulers that stop: each reminder fires all the same.</summary>
public sealed class ReminderTroubleTests : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly ReminderFile _file = new();
    private readonly RecordingTarget _target = new();
    private readonly LogLines _log = new();

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_tried_again_a_second_later()
    {
        var opens = 0;
        _file.Start(_target, _log, () => Interlocked.Increment(ref opens) == 1 ? throw new IOException("no room") : _file.Store);
        await Eventually.TrueAsync(() => opens == 1);
        await _file.RegisterAsync(ReminderFile.Key("1"), "r", dueTime: "0s");
        await Eventually.TrueAsync(_file.Time, Step, () => Volatile.Read(ref opens) == 2);
        await CalledAsync("r", 1);
        Assert.InRange(_file.Time.GetUtcNow() - new VirtualTime().GetUtcNow(), TimeSpan.FromSeconds(1), TimeSpan.MaxValue);
        Assert.Equal(["Error: The store of reminders cannot be used: no room"], _log.Lines);
    }

    [Fact]
    public async Task What_became_of_a_callback_and_could_not_be_stored_is_found_out_again_when_the_claim_has_ended()
    {
        _target.Answer = (_, call) =>
        {
            if (call == 1)
                Rename("daprlet_reminders", "elsewhere");
            return Task.FromResult(ReminderOutcome.Succeeded);
        };
        _file.Start(_target, _log);
        await _file.RegisterAsync(ReminderFile.Key("1"), "r", dueTime: "0s");
        await Eventually.TrueAsync(() => _log.Lines.Any(line => line.StartsWith("Error: What became of reminder Order||1||r could not be stored, it will fire again: ", StringComparison.Ordinal)));
        Rename("elsewhere", "daprlet_reminders");

        _file.Time.Advance(TimeSpan.FromSeconds(10));
        await CalledAsync("r", 2);
        await GoneAsync("1");
    }

    [Fact]
    public async Task A_callback_that_breaks_off_is_made_again_when_its_claim_has_ended_and_the_others_go_on()
    {
        _target.Answer = (data, call) => data == "breaks" && call == 1 ? throw new InvalidOperationException("broken") : Task.FromResult(ReminderOutcome.Succeeded);
        _file.Start(_target, _log);
        await _file.RegisterAsync(ReminderFile.Key("1"), "breaks", dueTime: "0s");
        await Eventually.TrueAsync(() => _log.Lines.Contains("Error: The callback of reminder Order||1||r broke off"));
        await _file.RegisterAsync(ReminderFile.Key("2"), "other", dueTime: "0s");
        await CalledAsync("other", 1);

        _file.Time.Advance(TimeSpan.FromSeconds(10));
        await CalledAsync("breaks", 2);
        await GoneAsync("1");
    }

    [Fact]
    public async Task A_reminder_whose_actor_has_just_left_is_offered_again_a_second_later_and_has_not_failed()
    {
        var isHere = new Queue<bool>([true, false, true, true]); // when it is claimed, and when its turn has come
        _target.Hosts = _ => isHere.TryDequeue(out var here) ? here : true;
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "r", dueTime: "0s", policy: FailurePolicy.Drop);
        await Eventually.TrueAsync(() => isHere.Count == 2);
        Assert.Equal(0, _target.Calls("r"));

        await Eventually.TrueAsync(_file.Time, Step, () => _target.Calls("r") == 1);
        Assert.InRange(_file.Time.GetUtcNow() - new VirtualTime().GetUtcNow(), TimeSpan.FromSeconds(1), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task A_scheduler_that_stops_gives_back_what_waits_for_its_turn()
    {
        _target.Turn = new TaskCompletionSource().Task;
        var claimed = 0;
        _target.Hosts = _ => Interlocked.Increment(ref claimed) > 0;
        var scheduler = _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "r", dueTime: "0s");
        await Eventually.TrueAsync(() => Volatile.Read(ref claimed) == 1);
        await scheduler.StopAsync(CancellationToken.None);
        Assert.Equal(0, _target.Calls("r"));

        var other = new RecordingTarget();
        _file.Start(other);
        await Eventually.TrueAsync(() => other.Calls("r") == 1, "the call elsewhere, at once");
    }

    [Fact]
    public async Task A_scheduler_that_stops_waits_for_the_callbacks_under_way_and_begins_no_more()
    {
        var answers = new ConcurrentDictionary<string, TaskCompletionSource<ReminderOutcome>> { ["one"] = new(), ["two"] = new() };
        _target.Answer = (data, _) => answers[data].Task;
        var scheduler = _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "one", dueTime: "0s");
        await _file.RegisterAsync(ReminderFile.Key("2"), "two", dueTime: "0s");
        await CalledAsync("one", 1);
        await CalledAsync("two", 1);

        var stop = scheduler.StopAsync(CancellationToken.None);
        await _file.RegisterAsync(ReminderFile.Key("3"), "late", dueTime: "0s");
        answers["one"].SetResult(ReminderOutcome.Succeeded);
        await GoneAsync("1");
        Assert.False(stop.IsCompleted);
        answers["two"].SetResult(ReminderOutcome.Succeeded);
        await stop.WaitAsync(TimeSpan.FromMinutes(4));

        Assert.Null(await _file.Store.GetAsync(ReminderFile.Key("2")));
        Assert.Equal(0, _target.Calls("late"));
    }

    [Fact]
    public async Task A_scheduler_that_has_stopped_can_start_again()
    {
        var scheduler = _file.Start(_target);
        await scheduler.StopAsync(CancellationToken.None);
        await _file.RegisterAsync(ReminderFile.Key("1"), "r", dueTime: "0s");
        scheduler.Start();
        await CalledAsync("r", 1);
    }

    [Fact]
    public async Task Repetitions_go_on_where_they_were_when_the_file_is_opened_again()
    {
        var scheduler = _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "thrice", dueTime: "0s", period: "R3/PT1H");
        await CalledAsync("thrice", 1);
        await _file.StopAsync(scheduler);
        await Eventually.TrueAsync(async () => (await _file.Store.ClaimAsync("default", ["Order"], (_, _) => false, _file.Time.GetUtcNow(), default, 1)).Next == _file.Time.GetUtcNow().AddHours(1), "the first call to be noted");
        await _file.ReopenAsync();
        _file.Start(_target);
        for (var calls = 2; calls <= 3; calls++)
        {
            _file.Time.Advance(TimeSpan.FromHours(1));
            await CalledAsync("thrice", calls);
        }
        await GoneAsync("1");
        Assert.Equal(3, _target.Calls("thrice"));
    }

    private void Rename(string from, string to)
    {
        using var other = _file.Open();
        other.Execute($"ALTER TABLE {from} RENAME TO {to}");
    }

    private async Task CalledAsync(string data, int calls)
    {
        await Eventually.TrueAsync(() => _target.Calls(data) >= calls, $"call {calls} of {data}");
        Assert.Equal(calls, _target.Calls(data));
    }

    private Task GoneAsync(string id) => Eventually.TrueAsync(async () => await _file.Store.GetAsync(ReminderFile.Key(id)) is null, $"the reminder of {id} to go");
}
