using Daprlet.Schedules;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Scheduling;

public sealed class PointInTimeTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-31T12:00:00Z");

    [Theory]
    [InlineData("0s", "2026-01-31T12:00:00Z")]
    [InlineData("1h30m", "2026-01-31T13:30:00Z")]
    [InlineData("-1h", "2026-01-31T11:00:00Z")]
    [InlineData("0h0m1s0ms", "2026-01-31T12:00:01Z")]
    [InlineData("PT5S", "2026-01-31T12:00:05Z")]
    [InlineData("PT1H2M3S", "2026-01-31T13:02:03Z")]
    [InlineData("P1W2DT1S", "2026-02-09T12:00:01Z")]
    [InlineData("P1Y", "2027-01-31T12:00:00Z")]
    [InlineData("P1M", "2026-03-03T12:00:00Z")]
    [InlineData("P1M1D", "2026-03-04T12:00:00Z")]
    [InlineData("P-1D", "2026-01-30T12:00:00Z")]
    [InlineData("PT", "2026-01-31T12:00:00Z")]
    [InlineData("PT5", "2026-01-31T12:00:00Z")]
    [InlineData("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z")]
    [InlineData("2020-01-01T02:00:00.123456789+02:00", "2020-01-01T00:00:00.1234567Z")]
    public void Moments_and_durations_are_read_as_Dapr_reads_them(string text, string expected)
    {
        Assert.True(PointInTime.TryParse(text, Now, out var point));
        Assert.Equal(DateTimeOffset.Parse(expected), point.At);
        Assert.Null(point.Repetitions);
    }

    [Theory]
    [InlineData("R5/PT1S", 5, 1)]
    [InlineData("R-1/PT2S", null, 2)]
    [InlineData("R0/PT1S", 0, 1)]
    [InlineData("R5", 5, 0)]
    [InlineData("R5/", 5, 0)]
    public void Repetitions_are_told(string text, int? repetitions, int seconds)
    {
        Assert.True(PointInTime.TryParse(text, Now, out var point));
        Assert.Equal(repetitions, point.Repetitions);
        Assert.Equal(Now.AddSeconds(seconds), point.At);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1")]
    [InlineData("P")]
    [InlineData("pt1s")]
    [InlineData("PT1.5S")]
    [InlineData("PTS")]
    [InlineData("P1H")]
    [InlineData("PT1D")]
    [InlineData("P5T1S")]
    [InlineData("R/PT1S")]
    [InlineData("Rx/PT1S")]
    [InlineData("R5/1s")]
    [InlineData("P99999Y")]
    [InlineData("P2147483647W")]
    [InlineData("PT99999999999999S")]
    [InlineData("2020-01-01")]
    [InlineData("2020-01-01T00:00:00")]
    [InlineData("2020-13-01T00:00:00Z")]
    [InlineData("2020-01-01T00:00:00z")]
    [InlineData("2020-01-01 00:00:00Z")]
    public void What_is_neither_is_refused(string text) => Assert.False(PointInTime.TryParse(text, Now, out _));

    [Fact]
    public void The_parts_of_a_duration_add_up() => Check.QuickThrowOnFailure(Prop.ForAll(Parts().ToArbitrary(), parts =>
    {
        var (years, months, days, seconds) = (parts[0], parts[1], parts[2], parts[3]);
        var text = $"P{years}Y{months}M{days}DT{seconds / 3600}H{seconds / 60 % 60}M{seconds % 60}S";
        var expected = new DateTimeOffset(Now.Year + years, Now.Month, 1, 12, 0, 0, TimeSpan.Zero).AddMonths(months).AddDays(Now.Day - 1 + days).AddSeconds(seconds);
        return PointInTime.TryParse(text, Now, out var point) && point.At == expected;
    }));

    [Fact]
    public void No_text_is_too_strange() => Check.QuickThrowOnFailure(Prop.ForAll(Strange().ToArbitrary(), text => PointInTime.TryParse(text, Now, out _) || true));

    private static Gen<int[]> Parts() =>
        from years in Gen.Choose(0, 200)
        from months in Gen.Choose(0, 40)
        from days in Gen.Choose(0, 1000)
        from seconds in Gen.Choose(0, 1_000_000)
        select new[] { years, months, days, seconds };

    private static Gen<string> Strange() => Gen.Elements("R", "/", "P", "T", "Y", "M", "W", "D", "H", "S", "1", "2147483648", "-", ".", "ms", "h", "é", "\0").ArrayOf().Select(string.Concat);
}
