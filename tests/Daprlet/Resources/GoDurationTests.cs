using Daprlet.Resources;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Resources;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("300ms", 0.3)]
    [InlineData("1h30m", 5400)]
    [InlineData("-1.5s", -1.5)]
    [InlineData("+2s", 2)]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData(".5s", 0.5)]
    [InlineData("2.s", 2)]
    [InlineData("000000000000000000000000000001s", 1)]
    [InlineData("0.000000000000000000000000000001h", 0)]
    [InlineData("1h2h1m1m", 10920)]
    [InlineData("1us1µs1μs", 0.000003)]
    [InlineData("922337203685.4775807s", 922337203685.4775807)]
    [InlineData("922337203685s0.4775807s", 922337203685.4775807)]
    public void Durations_are_read_as_Go_reads_them(string text, double seconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData("--1s")]
    [InlineData(".s")]
    [InlineData("1sm")]
    [InlineData("1s5")]
    [InlineData("00")]
    [InlineData("1.2.3s")]
    [InlineData("1,5s")]
    [InlineData("1S")]
    [InlineData("922337203685.4775808s")]
    [InlineData("922337203685s0.4775808s")]
    [InlineData("1 s")]
    [InlineData("1d")]
    [InlineData("99999999999999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData("0", "0s")]
    [InlineData("1h", "1h0m0s")]
    [InlineData("90m", "1h30m0s")]
    [InlineData("61.5s", "1m1.5s")]
    [InlineData("1500ms", "1.5s")]
    [InlineData("1s", "1s")]
    [InlineData("59.9999999s", "59.9999999s")]
    [InlineData("1m", "1m0s")]
    [InlineData("999.9999ms", "999.9999ms")]
    [InlineData("1ms", "1ms")]
    [InlineData("999.9us", "999.9µs")]
    [InlineData("1us", "1µs")]
    [InlineData("900ns", "900ns")]
    [InlineData("20ms", "20ms")]
    [InlineData("1.5ms", "1.5ms")]
    [InlineData("3us", "3µs")]
    [InlineData("200ns", "200ns")]
    [InlineData("-1h1ms", "-1h0m0.001s")]
    [InlineData("100000h", "100000h0m0s")]
    public void Durations_are_written_as_Go_writes_them(string text, string expected)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(expected, GoDuration.Format(duration));
    }

    [Fact]
    public void What_is_written_is_read_as_the_same() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<long>(), ticks =>
        GoDuration.TryParse(GoDuration.Format(TimeSpan.FromTicks(ticks)), out var duration) && duration.Ticks == ticks));

    [Fact]
    public void Whole_units_add_up() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<ushort>(), ArbMap.Default.ArbFor<ushort>(), (hours, milliseconds) =>
            GoDuration.TryParse($"{hours}h{milliseconds}ms", out var duration) && duration == TimeSpan.FromHours(hours) + TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void No_text_is_too_strange() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text => GoDuration.TryParse(text.Get, out _) || true));
}
