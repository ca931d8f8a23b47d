using Daprlet.Schedules;

namespace DaprShop.Tests.Daprlet.Scheduling;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("30 * * * * *", "2026-01-01T00:00:30Z")]
    [InlineData("0 30 * * * *", "2026-01-01T00:30:00Z")]
    [InlineData("30 6 * * *", "2026-01-01T06:30:00Z")]
    [InlineData("*/15 * * * *", "2026-01-01T00:15:00Z")]
    [InlineData("10-12/2 8 * * *", "2026-01-01T08:10:00Z")]
    [InlineData("50/5 * * * *", "2026-01-01T00:50:00Z")]
    [InlineData("0 0 29 FEB ?", "2028-02-29T00:00:00Z")]
    [InlineData("0 12 * * Mon-fri", "2026-01-01T12:00:00Z")]
    [InlineData("0 0 13 * fri", "2026-01-02T00:00:00Z")]
    [InlineData("0 0 */2 * fri", "2026-01-02T00:00:00Z")]
    [InlineData("0 0 31 12 *", "2026-12-31T00:00:00Z")]
    [InlineData("@yearly", "2027-01-01T00:00:00Z")]
    [InlineData("@annually", "2027-01-01T00:00:00Z")]
    [InlineData("@monthly", "2026-02-01T00:00:00Z")]
    [InlineData("@weekly", "2026-01-04T00:00:00Z")]
    [InlineData("@daily", "2026-01-02T00:00:00Z")]
    [InlineData("@midnight", "2026-01-02T00:00:00Z")]
    [InlineData("@hourly", "2026-01-01T01:00:00Z")]
    [InlineData("@every 1h30m", "2026-01-01T01:30:00.5Z")]
    [InlineData("@every 100ms", "2026-01-01T00:00:00.6Z")]
    [InlineData("CRON_TZ=Asia/Tokyo 0 6 * * *", "2026-01-01T21:00:00Z")]
    [InlineData("TZ=America/New_York @daily", "2026-01-01T05:00:00Z")]
    public void The_next_time_follows_from_the_expression(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected), Parse(text).Next(DateTimeOffset.Parse("2026-01-01T00:00:00.5Z"))!.Value.ToUniversalTime());

    [Fact]
    public void Without_a_zone_of_its_own_an_expression_means_the_clock_on_the_wall()
    {
        var tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        Assert.True(CronSchedule.TryParse("0 6 * * *", tokyo, out var schedule, out _));
        Assert.Equal(DateTimeOffset.Parse("2026-01-01T06:00:00+09:00"), schedule.Next(DateTimeOffset.Parse("2025-12-31T20:00:00Z")));
    }

    [Theory]
    [InlineData("2026-03-07T12:00:00-05:00", "2026-03-09T02:30:00-04:00")] // on the 8th there is no half past two
    [InlineData("2026-10-31T12:00:00-04:00", "2026-11-01T02:30:00-05:00")]
    public void A_time_that_the_clocks_skip_does_not_happen(string after, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected), Parse("TZ=America/New_York 30 2 * * *").Next(DateTimeOffset.Parse(after)));

    [Fact]
    public void A_time_that_the_clocks_show_twice_happens_twice()
    {
        var schedule = Parse("TZ=America/New_York 30 1 * * *");
        var first = schedule.Next(DateTimeOffset.Parse("2026-11-01T00:00:00-04:00"));
        Assert.Equal(DateTimeOffset.Parse("2026-11-01T01:30:00-04:00"), first);
        Assert.Equal(DateTimeOffset.Parse("2026-11-01T01:30:00-05:00"), schedule.Next(first!.Value));
    }

    [Theory]
    [InlineData("2098-12-31T12:00:00Z", null)]
    [InlineData("2099-01-01T12:00:00Z", "2104-02-29T00:00:00Z")] // 2100 has no 29th of February
    public void The_next_time_is_looked_for_in_the_next_five_years(string after, string? expected) =>
        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected), Parse("0 0 29 2 *").Next(DateTimeOffset.Parse(after)));

    [Theory]
    [InlineData("0 0 30 2 *", "2026-01-01T00:00:00Z")]
    [InlineData("@hourly", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("@every 1h", "9999-12-31T23:59:59.9999999Z")]
    public void What_never_happens_has_no_next_time(string text, string after) => Assert.Null(Parse(text).Next(DateTimeOffset.Parse(after)));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * 32 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 7")]
    [InlineData("5-3 * * * *")]
    [InlineData("1-2-3 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("*/-1 * * * *")]
    [InlineData("*/2/2 * * * *")]
    [InlineData("x * * * *")]
    [InlineData("* * * * someday")]
    [InlineData("@often")]
    [InlineData("@every")]
    [InlineData("@every often")]
    [InlineData("@every 0s")]
    [InlineData("@every -5s")]
    [InlineData("TZ=Nowhere/Never * * * * *")]
    [InlineData("TZ=../../etc/passwd * * * * *")]
    [InlineData("TZ=UTC")]
    [InlineData("TZ=")]
    [InlineData("CRON_TZ=Europe/Berlin")]
    [InlineData("tz=UTC * * * * *")]
    [InlineData("TZ=/etc/localtime * * * * *")]
    [InlineData("TZ=Etc\\UTC * * * * *")]
    [InlineData("TZ=../zoneinfo/UTC * * * * *")]
    [InlineData("TZ=/usr/share/zoneinfo/UTC * * * * *")]
    [InlineData("CRON_TZ=UTC TZ=UTC * * * * *")]
    public void What_is_no_schedule_is_refused_with_a_reason(string text)
    {
        Assert.False(CronSchedule.TryParse(text, TimeZoneInfo.Utc, out var schedule, out var error));
        Assert.Null(schedule);
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("* * * *", "expected 5 or 6 fields, found 4")]
    [InlineData("@often", "unknown schedule @often")]
    [InlineData("@every -5s", "not a duration above zero: -5s")]
    [InlineData("* 24 * * *", "not hours between 0 and 23: 24")]
    [InlineData("* * 1,0 * *", "not days of the month between 1 and 31: 0")]
    [InlineData("* * * 13 *", "not months between 1 and 12: 13")]
    [InlineData("* * * * 7", "not days of the week between 0 and 6: 7")]
    [InlineData("60 * * * *", "not minutes between 0 and 59: 60")]
    [InlineData("60 * * * * *", "not seconds between 0 and 59: 60")]
    [InlineData("TZ=Nowhere/Never * * * * *", "unknown time zone Nowhere/Never")]
    [InlineData("TZ=UTC", "expected 5 or 6 fields, found 0")]
    public void The_reason_names_what_is_wrong(string text, string reason)
    {
        Assert.False(CronSchedule.TryParse(text, TimeZoneInfo.Utc, out _, out var error));
        Assert.Equal(reason, error);
    }

    [Fact]
    public void A_text_has_1024_characters_at_most()
    {
        var longest = "* * * * " + string.Join(',', Enumerable.Repeat("1", 508)) + ",";
        Assert.Equal(1024, longest.Length);
        Assert.True(CronSchedule.TryParse(longest, TimeZoneInfo.Utc, out _, out _));
        Assert.False(CronSchedule.TryParse(longest + ",", TimeZoneInfo.Utc, out _, out var error));
        Assert.Equal("the schedule is longer than 1024 characters", error);
    }

    [Fact]
    public void A_pause_may_end_with_the_calendar_and_not_after_it()
    {
        var hourly = Parse("@every 1h");
        Assert.Equal(DateTimeOffset.MaxValue, hourly.Next(DateTimeOffset.MaxValue.AddHours(-1)));
        Assert.Null(hourly.Next(DateTimeOffset.MaxValue.AddHours(-1).AddTicks(1)));
    }

    private static CronSchedule Parse(string text)
    {
        Assert.True(CronSchedule.TryParse(text, TimeZoneInfo.Utc, out var schedule, out var error), error);
        return schedule;
    }
}
