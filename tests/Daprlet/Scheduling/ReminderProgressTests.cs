using Daprlet.Scheduling;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>How a reminder comes from one time to the next, and to its end.</summary>
public sealed class ReminderProgressTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-01-31T12:00:00Z");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_reminder_with_repetitions_has_as_many_times_a_period_apart(int repetitions)
    {
        var times = Minutely(repetitions);
        var all = new List<DateTimeOffset>();
        for (var progress = ReminderProgress.Begin(times); progress is { } now; progress = now.Succeeded(times))
            all.Add(now.Attempt);
        Assert.Equal(Enumerable.Range(0, repetitions).Select(n => Start.AddMinutes(n)), all);
    }

    [Fact]
    public void Without_repetitions_there_is_no_end() => Assert.Equal((Start.AddMinutes(1), Start.AddMinutes(1), 0, null), Parts(Begin(Minutely(null)).Succeeded(Minutely(null))));

    [Fact]
    public void Without_a_period_there_is_one_time()
    {
        var once = new ReminderTimes(Start, null, null, null);
        Assert.Equal((Start, Start, 0, null), Parts(Begin(once)));
        Assert.Null(Begin(once).Succeeded(once));
    }

    [Fact]
    public void Without_a_first_time_there_is_none() => Assert.Null(ReminderProgress.Begin(Minutely(null) with { First = null }));

    /// <summary>Attempts for the first two times of three, when every one fails.</summary>
    [Theory]
    [InlineData(null, 5, new[] { 0, 5, 10, 15, 20, 25, 30, 35 })]
    [InlineData(0L, 5, new[] { 0, 60, 120 })]
    [InlineData(1L, 5, new[] { 0, 5, 60, 65, 120, 125 })]
    [InlineData(3L, 20, new[] { 0, 20, 40, 60, 60, 80, 100, 120, 120, 140, 160, 180 })]
    public void A_time_whose_attempts_fail_is_tried_again_as_often_as_the_policy_says_and_the_next_one_is_not_shifted(long? retries, int interval, int[] seconds)
    {
        var (times, policy) = (Minutely(3), FailurePolicy.Constant(TimeSpan.FromSeconds(interval), retries));
        var attempts = new List<double>();
        for (var progress = ReminderProgress.Begin(times); progress is { } now && attempts.Count < seconds.Length; progress = now.Failed(times, policy))
            attempts.Add((now.Attempt - Start).TotalSeconds);
        Assert.Equal(seconds.Select(second => (double)second), attempts);
    }

    [Fact]
    public void A_reminder_whose_last_attempt_fails_has_come_to_its_end()
    {
        var (times, policy) = (Minutely(1), FailurePolicy.Constant(TimeSpan.FromSeconds(1), 1));
        var second = Begin(times).Failed(times, policy);
        Assert.Equal((Start, Start.AddSeconds(1), 1, 1), Parts(second));
        Assert.Null(second!.Value.Failed(times, policy));
    }

    [Fact]
    public void A_success_after_failures_counts_from_the_time_and_not_from_the_attempt()
    {
        var times = Minutely(3);
        var late = Begin(times).Failed(times, FailurePolicy.Default)!.Value.Succeeded(times);
        Assert.Equal((Start.AddMinutes(1), Start.AddMinutes(1), 0, 2), Parts(late));
    }

    [Fact]
    public void What_holds_when_nothing_is_said_is_three_tries_more_a_second_apart() => Assert.Equal(new FailurePolicy(TimeSpan.FromSeconds(1), 3), FailurePolicy.Default);

    [Fact]
    public void What_is_dropped_is_not_tried_again() => Assert.Equal(0, FailurePolicy.Drop.MaxRetries);

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void Attempts_are_a_millisecond_apart_at_least(int given, int kept) =>
        Assert.Equal(TimeSpan.FromMilliseconds(kept), FailurePolicy.Constant(TimeSpan.FromMilliseconds(given), null).Interval);

    private static ReminderTimes Minutely(int? repetitions) => new(Start, TimeSpan.FromMinutes(1), repetitions, null);

    private static ReminderProgress Begin(ReminderTimes times) => ReminderProgress.Begin(times)!.Value;

    private static (DateTimeOffset Time, DateTimeOffset Attempt, int Failures, int? Left) Parts(ReminderProgress? progress) =>
        (progress!.Value.Time, progress.Value.Attempt, progress.Value.Failures, progress.Value.Left);
}
