using Daprlet.Scheduling;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>What a registration says of times, as Dapr's Scheduler has it.</summary>
public sealed class ReminderTimesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-31T12:00:00Z");

    /// <summary>Due time, period, time to live; then the seconds from now to the first time, between times, how often, and to the end.</summary>
    [Theory]
    [InlineData("0s", "", "", 0, null, null, null)]
    [InlineData("PT1M", "", "", 60, null, null, null)]
    [InlineData("-1h", "", "", -3600, null, null, null)]
    [InlineData("2026-02-01T12:00:00Z", "", "", 86400, null, null, null)]
    [InlineData("R-1/PT1S", "", "", 1, null, null, null)]
    [InlineData("R0/PT1S", "", "", 1, null, null, null)]
    [InlineData("P1M", "", "", 31 * 86400, null, null, null)] // the 31st of February is the 3rd of March
    [InlineData("5s", "1m", "", 5, 60, null, null)]
    [InlineData("5s", "R-1/PT1M", "", 5, 60, null, null)]
    [InlineData("5s", "R0/PT1M", "", 5, 60, null, null)]
    [InlineData("5s", "R1/PT1M", "", 5, 60, 1, null)]
    [InlineData("5s", "R5/PT1M", "", 5, 60, 5, null)]
    [InlineData("", "1m", "", 60, 60, null, null)]
    [InlineData("", "R5/PT1M", "", 60, 60, 5, null)]
    [InlineData("5s", "1m", "1h", 5, 60, null, 3605)]
    [InlineData("5s", "1m", "2026-01-31T13:00:00Z", 5, 60, null, 3600)]
    [InlineData("5s", "1m", "2026-01-31T12:00:05Z", 5, 60, null, 5)]
    [InlineData("5s", "1m", "R0/PT1H", 5, 60, null, 3605)]
    [InlineData("", "1m", "60s", 60, 60, null, 60)]
    [InlineData("", "1m", "59s", null, 60, null, 59)]
    [InlineData("", "1m", "-1h", null, 60, null, -3600)]
    public void A_registration_says_when_a_reminder_fires(string dueTime, string period, string ttl, int? first, int? every, int? repetitions, int? expires)
    {
        Assert.True(ReminderTimes.TryParse(dueTime, period, ttl, Now, out var times, out var error), error);
        Assert.Null(error);
        Assert.Equal((first, every, repetitions, expires), (Seconds(times.First - Now), Seconds(times.Period), times.Repetitions, Seconds(times.Expires - Now)));
    }

    [Theory]
    [InlineData("", "", "", "job must have either a due time or a schedule")]
    [InlineData("", "", "1h", "job must have either a due time or a schedule")]
    [InlineData("1s", "", "1h", "job must have a schedule to have a ttl")]
    [InlineData("soon", "", "", "due time format not recognized")]
    [InlineData("@daily", "", "", "due time format not recognized")]
    [InlineData("R1/PT1S", "", "", "repeats not supported for due time")]
    [InlineData("R5/PT1S", "1s", "", "repeats not supported for due time")]
    [InlineData("1s", "1s", "later", "ttl format not recognized")]
    [InlineData("1s", "1s", "R1/PT1H", "ttl format not recognized")]
    [InlineData("", "1s", "later", "ttl format not recognized")]
    [InlineData("5s", "1s", "2026-01-31T12:00:04Z", "ttl must be greater than due time")]
    [InlineData("5s", "1s", "-1s", "ttl must be greater than due time")]
    public void A_registration_that_makes_no_job_is_refused_in_the_words_of_the_Scheduler(string dueTime, string period, string ttl, string reason) =>
        Refused(dueTime, period, ttl, $"rpc error: code = Unknown desc = job failed validation: {reason}");

    [Theory]
    [InlineData("P1D")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("P1W")]
    [InlineData("@daily")]
    [InlineData("@every 1s")]
    [InlineData("0 0 * * *")]
    [InlineData("2026-02-01T12:00:00Z")]
    [InlineData("1")]
    public void A_period_is_a_duration_without_a_calendar(string period) => Refused("1s", period, "", $"unsupported period format: {period}");

    [Theory]
    [InlineData("0s", 1)]
    [InlineData("-5s", 1)]
    [InlineData("1ms", 1)]
    [InlineData("2ms", 2)]
    [InlineData("1h", 3_600_000)]
    public void Times_are_a_period_apart_and_a_millisecond_at_least(string period, int milliseconds)
    {
        Assert.True(ReminderTimes.TryParse("0s", period, "", Now, out var times, out _));
        Assert.Equal(Now.AddMilliseconds(milliseconds), times.Next(Now));
    }

    [Fact]
    public void The_last_time_may_be_that_of_the_end()
    {
        Assert.True(ReminderTimes.TryParse("0s", "1m", "2m", Now, out var times, out _));
        Assert.Equal(Now.AddMinutes(2), times.Next(Now.AddMinutes(1)));
        Assert.Null(times.Next(Now.AddMinutes(1).AddTicks(1)));
    }

    [Fact]
    public void No_time_is_beyond_the_calendar()
    {
        var times = new ReminderTimes(Now, TimeSpan.FromHours(1), null, null);
        Assert.Equal(DateTimeOffset.MaxValue, times.Next(DateTimeOffset.MaxValue.AddHours(-1)));
        Assert.Null(times.Next(DateTimeOffset.MaxValue.AddHours(-1).AddTicks(1)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("PT1H", "@every 1h0m0s")]
    [InlineData("R5/PT90S", "@every 1m30s")]
    public void A_period_is_told_as_the_schedule_of_a_job(string period, string told)
    {
        Assert.True(ReminderTimes.TryParse("0s", period, "", Now, out var times, out _));
        Assert.Equal(told, times.Schedule);
    }

    private static double? Seconds(TimeSpan? span) => span?.TotalSeconds;

    private static void Refused(string dueTime, string period, string ttl, string reason)
    {
        Assert.False(ReminderTimes.TryParse(dueTime, period, ttl, Now, out var times, out var error));
        Assert.Null(times);
        Assert.Equal(reason, error);
    }
}
