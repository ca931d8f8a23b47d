using Daprlet.Scheduling;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Scheduling;

public sealed class ReminderSchedulerTests : IAsyncDisposable
{
    private readonly ReminderFile _file = new(inMemory: true);
    private readonly RecordingTarget _target = new();

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    [Fact]
    public async Task A_reminder_without_a_period_fires_once_and_is_gone()
    {
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "once", dueTime: "5s");
        _file.Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        await PassAsync();
        Assert.NotNull(await _file.Store.GetAsync(ReminderFile.Key("1")));
        Assert.Equal(0, _target.Calls("once"));

        _file.Time.Advance(TimeSpan.FromMilliseconds(1));
        await CalledAsync("once", 1);
        await GoneAsync("1");
    }

    [Fact]
    public async Task Repetitions_are_counted_and_end_the_reminder()
    {
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "thrice", dueTime: "0s", period: "R3/PT1H");
        for (var calls = 1; calls <= 3; calls++)
        {
            await CalledAsync("thrice", calls);
            _file.Time.Advance(TimeSpan.FromHours(1));
        }
        await GoneAsync("1");
        _file.Time.Advance(TimeSpan.FromHours(2));
        await PassAsync();
        Assert.Equal(3, _target.Calls("thrice"));
    }

    [Fact]
    public async Task A_period_alone_begins_with_a_pause()
    {
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "later", period: "1m");
        _file.Time.Advance(TimeSpan.FromSeconds(59));
        await _file.RegisterAsync(ReminderFile.Key("2"), "now", dueTime: "0s");
        await CalledAsync("now", 1);
        Assert.Equal(0, _target.Calls("later"));
        _file.Time.Advance(TimeSpan.FromSeconds(1));
        await CalledAsync("later", 1);
    }

    [Fact]
    public async Task A_time_to_live_ends_the_reminder()
    {
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "short", dueTime: "1s", period: "1s", ttl: "2s");
        _file.Time.Advance(TimeSpan.FromMinutes(1));
        await GoneAsync("1");
        Assert.Equal(3, _target.Calls("short"));
    }

    [Fact]
    public async Task A_callback_that_fails_is_tried_three_times_more_a_second_apart_and_then_given_up()
    {
        _target.Answer = (_, _) => Task.FromResult(ReminderOutcome.Failed);
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "fails", dueTime: "0s");
        for (var calls = 1; calls <= 4; calls++)
        {
            await CalledAsync("fails", calls);
            _file.Time.Advance(TimeSpan.FromSeconds(1));
        }
        await GoneAsync("1");
        Assert.Equal(4, _target.Calls("fails"));
    }

    [Fact]
    public async Task Failures_do_not_shift_the_times_of_a_periodic_reminder()
    {
        _target.Answer = (_, call) => Task.FromResult(call <= 4 ? ReminderOutcome.Failed : ReminderOutcome.Succeeded);
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "periodic", dueTime: "0s", period: "1m");
        for (var calls = 1; calls <= 4; calls++)
        {
            await CalledAsync("periodic", calls);
            _file.Time.Advance(TimeSpan.FromSeconds(1));
        }
        _target.Answer = (_, _) => Task.FromResult(ReminderOutcome.Succeeded);
        _file.Time.Advance(TimeSpan.FromSeconds(55));
        await PassAsync();
        Assert.Equal(4, _target.Calls("periodic"));
        _file.Time.Advance(TimeSpan.FromSeconds(1));
        await CalledAsync("periodic", 5);
    }

    [Fact]
    public async Task Times_that_were_missed_are_made_up_for_each_once()
    {
        await _file.RegisterAsync(ReminderFile.Key("1"), "missed", dueTime: "1s", period: "R5/PT1S");
        _file.Time.Advance(TimeSpan.FromDays(1));
        _file.Start(_target);
        await GoneAsync("1");
        Assert.Equal(5, _target.Calls("missed"));
    }

    [Fact]
    public async Task What_is_registered_again_during_its_callback_stays()
    {
        var answer = new TaskCompletionSource<ReminderOutcome>();
        _target.Answer = (data, _) => data == "first" ? answer.Task : Task.FromResult(ReminderOutcome.Succeeded);
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "first", dueTime: "0s");
        await CalledAsync("first", 1);
        await _file.RegisterAsync(ReminderFile.Key("1"), "second", dueTime: "1h");
        answer.SetResult(ReminderOutcome.Succeeded);

        _file.Time.Advance(TimeSpan.FromHours(1));
        await CalledAsync("second", 1);
        await GoneAsync("1");
    }

    [Fact]
    public async Task A_reminder_fires_where_its_actor_is_and_moves_with_it()
    {
        var elsewhere = new RecordingTarget { Hosts = _ => false };
        _target.Hosts = _ => true;
        var (here, there) = (_file.Start(_target), _file.Start(elsewhere));
        await _file.RegisterAsync(ReminderFile.Key("1"), "moving", dueTime: "0s", period: "1m");
        await CalledAsync("moving", 1);

        (_target.Hosts, elsewhere.Hosts) = (_ => false, _ => true);
        here.Wake();
        there.Wake();
        _file.Time.Advance(TimeSpan.FromMinutes(1));
        // Where the end of the first call was not noted before its claim ended, that call is made again, too.
        await Eventually.TrueAsync(() => elsewhere.Calls("moving") >= 1, "the second call, elsewhere");
        Assert.Equal(1, _target.Calls("moving"));
    }

    [Fact]
    public async Task The_reminder_of_a_scheduler_that_hangs_fires_elsewhere_once_its_claim_has_ended()
    {
        var dead = new RecordingTarget { Answer = (_, _) => new TaskCompletionSource<ReminderOutcome>().Task };
        var scheduler = _file.Start(dead);
        await _file.RegisterAsync(ReminderFile.Key("1"), "taken over", dueTime: "0s");
        await Eventually.TrueAsync(() => dead.Calls("taken over") == 1, "the call that hangs");
        await _file.StopAsync(scheduler);

        _file.Start(_target);
        _file.Time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1));
        await PassAsync();
        Assert.Equal(0, _target.Calls("taken over"));
        _file.Time.Advance(TimeSpan.FromMilliseconds(1));
        await CalledAsync("taken over", 1);
    }

    [Fact]
    public async Task A_long_callback_is_not_begun_a_second_time()
    {
        var answer = new TaskCompletionSource<ReminderOutcome>();
        _target.Answer = (data, _) => data == "long" ? answer.Task : Task.FromResult(ReminderOutcome.Succeeded);
        _file.Start(_target);
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "long", dueTime: "0s");
        await CalledAsync("long", 1);
        for (var seconds = 1; seconds <= 30; seconds++)
        {
            _file.Time.Advance(TimeSpan.FromSeconds(1));
            await _file.RegisterAsync(ReminderFile.Key("2"), $"beside {seconds}", dueTime: "0s");
            await CalledAsync($"beside {seconds}", 1);
        }
        Assert.Equal(1, _target.Calls("long"));
        answer.SetResult(ReminderOutcome.Succeeded);
        await GoneAsync("1");
    }

    [Fact]
    public async Task Thousands_of_reminders_that_are_due_at_once_all_fire()
    {
        const int Count = 3000;
        _target.Answer = async (_, _) =>
        {
            await Task.Yield();
            return ReminderOutcome.Succeeded;
        };
        _file.Start(_target);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(n => _file.RegisterAsync(ReminderFile.Key($"{n}"), $"{n}", dueTime: "1s")));
        _file.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => Enumerable.Range(0, Count).All(n => _target.Calls($"{n}") == 1), "a call for each");
    }

    [Fact]
    public async Task No_more_than_512_callbacks_are_under_way_and_the_others_follow()
    {
        var release = new TaskCompletionSource<ReminderOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (underWay, most) = (0, 0);
        _target.Answer = async (_, _) =>
        {
            var now = Interlocked.Increment(ref underWay);
            for (var before = Volatile.Read(ref most); before < now; before = Volatile.Read(ref most))
                Interlocked.CompareExchange(ref most, now, before);
            var outcome = await release.Task;
            Interlocked.Decrement(ref underWay);
            return outcome;
        };
        await Task.WhenAll(Enumerable.Range(0, 600).Select(n => _file.RegisterAsync(ReminderFile.Key($"{n}"), "r", dueTime: "0s")));
        _file.Start(_target).Wake();
        await CalledAsync("r", 512);
        release.SetResult(ReminderOutcome.Succeeded);
        await CalledAsync("r", 600);
        Assert.Equal(512, most);
    }

    private async Task CalledAsync(string data, int calls)
    {
        await Eventually.TrueAsync(() => _target.Calls(data) >= calls, $"call {calls} of {data}");
        Assert.Equal(calls, _target.Calls(data));
    }

    /// <summary>Waits until the scheduler has looked once more, and called what was due.</summary>
    private async Task PassAsync()
    {
        var data = $"{Guid.NewGuid()}";
        await _file.RegisterAsync(ReminderFile.Key(data), data, dueTime: "0s");
        await CalledAsync(data, 1);
        await GoneAsync(data);
    }

    private Task GoneAsync(string id) => Eventually.TrueAsync(async () => await _file.Store.GetAsync(ReminderFile.Key(id)) is null, $"the reminder of {id} to go");
}
