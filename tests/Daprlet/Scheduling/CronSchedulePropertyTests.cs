using Daprlet.Schedules;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>Random expressions against a reference that looks at every second of a day.</summary>
public sealed class CronSchedulePropertyTests
{
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(30);

    [Fact]
    public void The_next_time_is_the_first_second_that_matches() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(Cases().ToArbitrary(), wanted =>
        {
            Assert.True(CronSchedule.TryParse(wanted.Text, TimeZoneInfo.Utc, out var schedule, out var error), error);
            var next = schedule.Next(wanted.After);
            return FirstMatch(wanted) is { } expected ? next == expected : next is null || next > wanted.After + Horizon;
        }));

    [Fact]
    public void No_text_is_too_strange() => Check.QuickThrowOnFailure(Prop.ForAll(Strange().ToArbitrary(), text =>
        CronSchedule.TryParse(text, TimeZoneInfo.Utc, out var schedule, out _) ? schedule.Next(DateTimeOffset.UnixEpoch) is not { } next || next > DateTimeOffset.UnixEpoch : schedule is null));

    private static DateTimeOffset? FirstMatch(Case wanted)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(wanted.Zone);
        var at = DateTimeOffset.FromUnixTimeSeconds(wanted.After.ToUnixTimeSeconds());
        for (var end = at + Horizon; at < end;)
        {
            at += TimeSpan.FromSeconds(1);
            if (wanted.Matches(TimeZoneInfo.ConvertTime(at, zone).DateTime))
                return at;
        }
        return null;
    }

    private static Gen<Case> Cases() =>
        from second in Values(0, 59)
        from minute in Values(0, 59)
        from hour in Values(0, 23)
        from day in Gen.Frequency((2, Gen.Constant<int[]?>(null)), (1, Values(1, 31)))
        from weekday in Gen.Frequency((2, Gen.Constant<int[]?>(null)), (1, Values(0, 6)))
        from zone in Gen.Elements("UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
        from start in Gen.Elements("2026-03-08T00:00Z", "2026-11-01T00:00Z", "2026-04-04T06:00Z", "2026-10-03T06:00Z", "2026-12-31T12:00Z")
        from offset in Gen.Choose(0, 48 * 3600)
        select new Case(zone, DateTimeOffset.Parse(start).AddSeconds(offset + 0.25), [second, minute, hour, day, null, weekday]);

    /// <summary>A few values of a field, or null for all of them.</summary>
    private static Gen<int[]?> Values(int minimum, int maximum) => Gen.Frequency(
        (1, Gen.Constant<int[]?>(null)),
        (2, Gen.Choose(1, 5).SelectMany(count => Gen.Choose(minimum, maximum).ArrayOf(count)).Select(values => (int[]?)values)));

    private static Gen<string> Strange() => Gen.Elements("*", "?", "5", "61", "-", "/", ",", " ", "1-3", "jan", "sun", "@every", "@daily", "1h", "TZ=", "UTC", "\0", "é", "99999999999").ArrayOf().Select(string.Concat);

    private sealed record Case(string Zone, DateTimeOffset After, int[]?[] Fields)
    {
        public string Text => $"CRON_TZ={Zone} {string.Join(' ', Fields.Select(values => values is null ? "*" : string.Join(',', values)))}";

        public bool Matches(DateTime local)
        {
            var (byDay, byWeekday) = (Has(3, local.Day), Has(5, (int)local.DayOfWeek));
            var day = Fields[3] is null || Fields[5] is null ? byDay && byWeekday : byDay || byWeekday;
            return Has(0, local.Second) && Has(1, local.Minute) && Has(2, local.Hour) && day;
        }

        public override string ToString() => $"{Text} after {After:O}";

        private bool Has(int field, int value) => Fields[field]?.Contains(value) ?? true;
    }
}
