using Daprlet.Resiliency;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>Durations in policies: Go's, and plain numbers of milliseconds.</summary>
public sealed class PolicyDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("+250", 250)]
    [InlineData("-250", -250)]
    [InlineData("5000", 5000)]
    [InlineData("500ms", 500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("-1.5s", -1500)]
    [InlineData("250us", 0.25)]
    [InlineData("922337203685477", 922337203685477)]
    [InlineData("-922337203685477", -922337203685477)]
    public void Durations(string text, double milliseconds)
    {
        Assert.True(PolicyDuration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("soon")]
    [InlineData("5 s")]
    [InlineData(" 5")]
    [InlineData("1.5")]
    [InlineData("1_000")]
    [InlineData("5d")]
    [InlineData("922337203685478")]
    [InlineData("-922337203685478")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    public void What_is_none(string text)
    {
        Assert.False(PolicyDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.Zero, duration);
    }
}
