using Daprlet.Components;
using Daprlet.Components.PubSub.Sqlite;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.PubSub;

public sealed class RedeliveryOptionsTests
{
    [Fact]
    public void The_delay_starts_as_asked_doubles_and_ends_at_the_limit()
    {
        var options = RedeliveryOptions.From(new ComponentMetadata([new("initialRedeliveryDelay", "500ms"), new("maxRedeliveryDelay", "3s")]));

        Assert.Equal([0.5, 1, 2, 3, 3], Enumerable.Range(1, 5).Select(delivery => options.DelayAfter(delivery).TotalSeconds));
    }

    [Fact]
    public void The_delay_never_shrinks_and_never_leaves_its_limits() =>
        Prop.ForAll(Gen.Choose(1, 10_000).Two().ToArbitrary(), Gen.Choose(1, int.MaxValue - 1).ToArbitrary(), (limits, delivery) =>
        {
            var initial = TimeSpan.FromMilliseconds(Math.Min(limits.Item1, limits.Item2));
            var max = TimeSpan.FromMilliseconds(Math.Max(limits.Item1, limits.Item2));
            var options = new RedeliveryOptions(initial, max, 10);
            return options.DelayAfter(delivery) >= initial && options.DelayAfter(delivery) <= max && options.DelayAfter(delivery) <= options.DelayAfter(delivery + 1);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("maxDeliveries", "0")]
    [InlineData("initialRedeliveryDelay", "0")]
    [InlineData("maxRedeliveryDelay", "1ms")]
    public void Metadata_that_makes_no_sense_is_refused(string name, string value) =>
        Assert.Throws<ComponentException>(() => RedeliveryOptions.From(new ComponentMetadata([new(name, value)])));
}
