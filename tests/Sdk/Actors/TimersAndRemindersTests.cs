using System.Net;
using Dapr;
using Dapr.Actors;
using Dapr.Actors.Runtime;
using DaprShop.Tests.Sdk.Client;

namespace DaprShop.Tests.Sdk.Actors;

/// <summary>What registrations look like to the sidecar.</summary>
public sealed class TimersAndRemindersTests : IAsyncLifetime
{
    private static readonly TimeSpan Once = TimeSpan.FromMilliseconds(-1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private ScriptedApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await ScriptedApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static IEnumerable<TheoryDataRow<string, Func<ScriptedActor, Task>>> Registrations() =>
    [
        new("""PUT reminders/r {"dueTime":"0h0m5s0ms","period":"1h30m0s0ms","data":"AQL6Pj//"}""", actor => actor.RemindAsync([1, 2, 250, 62, 63, 255], 5 * Second, TimeSpan.FromMinutes(90))),
        new("""PUT reminders/r {"dueTime":"0h0m0s0ms","period":"","data":""}""", actor => actor.RemindAsync(null, TimeSpan.Zero, Once)),
        new("""PUT reminders/r {"dueTime":"0h0m1s500ms","period":"50h0m0s0ms","data":"","ttl":"72h0m0s0ms"}""", actor => actor.RemindAsync([], TimeSpan.FromSeconds(1.5), TimeSpan.FromHours(50), TimeSpan.FromDays(3))),
        new("""PUT reminders/r {"dueTime":"0h0m1s0ms","period":"R3/P2DT2H","data":"AQ=="}""", actor => actor.RemindAsync([1], Second, TimeSpan.FromHours(50), 3)),
        new("""PUT reminders/r {"dueTime":"0h0m1s0ms","period":"R3/P1DT2H3M4S","data":"AQ==","ttl":"216h0m0s0ms"}""", actor => actor.RemindAsync([1], Second, new TimeSpan(1, 2, 3, 4), 3, TimeSpan.FromDays(9))),
        new("""DELETE reminders/r""", actor => actor.ForgetAsync()),
        new("""PUT timers/t {"dueTime":"0h0m1s0ms","period":"0h0m2s0ms","data":"A/r/","callback":"RunAsync"}""", actor => actor.RegisterTimerAsync("t", "RunAsync", [3, 250, 255], Second, 2 * Second)),
        new("""PUT timers/t {"dueTime":"0h0m0s0ms","callback":"RunAsync","ttl":"0h1m0s0ms"}""", actor => actor.RegisterTimerAsync("t", "RunAsync", null, TimeSpan.Zero, Once, TimeSpan.FromMinutes(1))),
        new("""DELETE timers/t""", actor => actor.StopAsync()),
    ];

    public static IEnumerable<TheoryDataRow<string, Func<ScriptedActor, Task>>> Refusals() =>
    [
        new("does not exist in the Actor class: ScriptedActor", actor => actor.RegisterTimerAsync("t", "Nope", null, Second, Second)),
        new("cannot be overloaded", actor => actor.RegisterTimerAsync("t", "RemindAsync", null, Second, Second)),
        new("can accept only zero or one parameters", actor => actor.RegisterTimerAsync("t", "TwoAsync", null, Second, Second)),
        new("can only return type Task", actor => actor.RegisterTimerAsync("t", "ToString", null, Second, Second)),
        new("must be between 0 and", actor => actor.RegisterTimerAsync("t", "RunAsync", null, -Second, Second)),
        new("must be between -1 and", actor => actor.RegisterTimerAsync("t", "RunAsync", null, Second, -Second)),
        new("must be between 00:00:05 and", actor => actor.RegisterTimerAsync("t", "RunAsync", null, 5 * Second, Second, Second)),
        new("must be between 0 and", actor => actor.RemindAsync(null, -Second, Second)),
        new("must be a valid positive integer", actor => actor.RemindAsync(null, Second, Second, 0)),
        new("cannot be in milliseconds", actor => actor.RemindAsync(null, Second, TimeSpan.FromMilliseconds(5), 2)),
    ];

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task A_registration_has_the_form_of_the_genuine_SDK(string expected, Func<ScriptedActor, Task> register)
    {
        await _app.TurnAsync((actor, _) => register(actor));

        Assert.Equal([expected], _app.Requests());
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_be_registered_is_refused_with_the_reason(string reason, Func<ScriptedActor, Task> register)
    {
        var exception = await Assert.ThrowsAnyAsync<ArgumentException>(() => _app.TurnAsync((actor, _) => register(actor)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Empty(_app.Requests());
    }

    [Fact]
    public async Task A_timer_without_a_name_is_given_one() => await _app.TurnAsync(async (actor, _) =>
        Assert.StartsWith("1_Timer_", (await actor.RegisterTimerAsync(null!, "RunAsync", null!, Second, Second)).Name, StringComparison.Ordinal));

    [Fact]
    public async Task A_reminder_is_read_as_it_was_registered()
    {
        _app.App.Instead = _ => RecordedAnswer.Json("""{"dueTime":"0h0m5s0ms","period":"@every 1m0s","data":"AQI=","ttl":"1h"}""");

        await _app.TurnAsync(async (actor, _) =>
        {
            var reminder = await actor.ReminderAsync();
            Assert.Equal(("r", 5 * Second, 60 * Second, "0102"), (reminder.Name, reminder.DueTime, reminder.Period, Convert.ToHexString(reminder.State)));
        });
    }

    [Fact]
    public async Task A_reminder_that_is_not_there_is_a_DaprApiException()
    {
        _app.App.Instead = _ => RecordedAnswer.Error(HttpStatusCode.NotFound, "ERR_ACTOR_REMINDER_NOT_FOUND");

        var exception = await Assert.ThrowsAsync<DaprApiException>(() => _app.TurnAsync((actor, _) => actor.ReminderAsync()));

        Assert.Equal("ERR_ACTOR_REMINDER_NOT_FOUND", exception.ErrorCode);
    }

    [Fact]
    public async Task What_a_test_does_not_give_its_actor_cannot_be_used()
    {
        var host = ActorHost.CreateForTest<ScriptedActor>("Named", new ActorTestOptions { ActorId = new ActorId("7") });
        var actor = new ScriptedActor(host, new Script());

        Assert.Equal(("7", "Named"), (actor.Id.GetId(), actor.Host.ActorTypeInfo.ActorTypeName));
        await Assert.ThrowsAsync<NotImplementedException>(() => actor.RemindAsync(null, Second, Second));
        Assert.Throws<NotImplementedException>(() => actor.ProxyFactory.Create(actor.Id, "Named"));
    }
}
