using Daprlet.Scheduling;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>How often, and when, a callback that fails is tried again.</summary>
public sealed class ReminderPolicyTests : IAsyncDisposable
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly ReminderFile _file = new();
    private readonly RecordingTarget _target = new() { Answer = (data, _) => Task.FromResult(data.StartsWith("look", StringComparison.Ordinal) ? ReminderOutcome.Succeeded : ReminderOutcome.Failed) };
    private int _looks;

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_callback_is_tried_again_as_often_as_the_policy_says_and_at_its_interval(int retries)
    {
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "fails", dueTime: "0s", policy: FailurePolicy.Constant(TimeSpan.FromSeconds(5), retries));
        await CalledAsync(1);
        for (var calls = 2; calls <= retries + 1; calls++)
        {
            _file.Time.Advance(TimeSpan.FromSeconds(5) - Millisecond);
            await LookAsync();
            Assert.Equal(calls - 1, _target.Calls("fails"));
            _file.Time.Advance(Millisecond);
            await CalledAsync(calls);
        }
        await Eventually.TrueAsync(async () => await _file.Store.GetAsync(ReminderFile.Key("1")) is null, "the reminder to be given up");
        _file.Time.Advance(TimeSpan.FromHours(1));
        await LookAsync();
        Assert.Equal(retries + 1, _target.Calls("fails"));
    }

    [Fact]
    public async Task Without_a_limit_a_callback_is_tried_until_it_succeeds()
    {
        _target.Answer = (_, call) => Task.FromResult(call < 12 ? ReminderOutcome.Failed : ReminderOutcome.Succeeded);
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "fails", dueTime: "0s", policy: FailurePolicy.Constant(TimeSpan.FromSeconds(5), null));
        for (var calls = 1; calls <= 12; calls++)
        {
            await CalledAsync(calls);
            _file.Time.Advance(TimeSpan.FromSeconds(5));
        }
        await Eventually.TrueAsync(async () => await _file.Store.GetAsync(ReminderFile.Key("1")) is null, "the reminder to be done with");
        Assert.Equal(12, _target.Calls("fails"));
    }

    [Fact]
    public async Task What_is_dropped_is_called_once_and_again_at_its_next_time()
    {
        _file.Start(_target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "fails", dueTime: "0s", period: "R2/PT1M", policy: FailurePolicy.Drop);
        await CalledAsync(1);
        _file.Time.Advance(TimeSpan.FromMinutes(1) - Millisecond);
        await LookAsync();
        Assert.Equal(1, _target.Calls("fails"));
        _file.Time.Advance(Millisecond);
        await CalledAsync(2);
        await Eventually.TrueAsync(async () => await _file.Store.GetAsync(ReminderFile.Key("1")) is null, "the reminder to be done with");
    }

    private async Task CalledAsync(int calls)
    {
        await Eventually.TrueAsync(() => _target.Calls("fails") >= calls, $"call {calls}");
        Assert.Equal(calls, _target.Calls("fails"));
    }

    /// <summary>Waits until the scheduler has looked for all that is due.</summary>
    private async Task LookAsync()
    {
        var data = $"look {++_looks}";
        await _file.RegisterAsync(ReminderFile.Key(data), data, dueTime: "0s");
        await Eventually.TrueAsync(() => _target.Calls(data) == 1, "a reminder that is due");
    }
}
