using Daprlet.Resiliency;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>How often and after which pauses an operation that always fails is tried again (cenkalti/backoff, with Dapr's defaults).</summary>
public sealed class PauseTests
{
    private const double TimersGranularity = 1; // ms

    [Theory]
    [InlineData("maxRetries: 0")]
    [InlineData("maxRetries: 1", 5000.0)]
    [InlineData("maxRetries: 2, maxInterval: 1s", 5000.0, 5000.0)]
    [InlineData("duration: 250ms, maxRetries: 3", 250.0, 250.0, 250.0)]
    [InlineData("policy: CONSTANT, duration: \"40\", maxRetries: 2", 40.0, 40.0)]
    [InlineData("policy: \"\", duration: 1m1.5s, maxRetries: 1", 61_500.0)]
    [InlineData("duration: \"\", maxInterval: \"\", maxRetries: 1", 5000.0)]
    [InlineData("duration: 0s, maxRetries: 2", 0.0, 0.0)]
    [InlineData("duration: -1s, maxRetries: 1", 0.0)]
    [InlineData("policy: exponential, maxRetries: 0")]
    [InlineData("policy: exponential, maxRetries: 6", 500.0, 750.0, 1125.0, 1687.5, 2531.25, 3796.875)]
    [InlineData("policy: Exponential, duration: 9s, maxInterval: 1s, maxRetries: 5", 500.0, 750.0, 1000.0, 1000.0, 1000.0)]
    [InlineData("policy: exponential, maxInterval: \"1125\", maxRetries: 4", 500.0, 750.0, 1125.0, 1125.0)]
    [InlineData("policy: exponential, maxInterval: 100ms, maxRetries: 3", 500.0, 100.0, 100.0)]
    [InlineData("policy: exponential, maxInterval: 0s, maxRetries: 3", 500.0, 0.0, 0.0)]
    public void Pauses_follow_the_policy(string retry, params double[] pauses)
    {
        var timeline = Fail(retry, Spread.None);

        Assert.True(timeline.HasEnded);
        Assert.False(timeline.Succeeded);
        Assert.Equal(pauses.Length, timeline.Pauses.Count);
        Assert.All(pauses.Zip(timeline.Pauses), pair => Assert.Equal(pair.First, pair.Second, TimersGranularity));
    }

    [Theory]
    [InlineData(0.0, 250.0, 375.0, 562.0)]
    [InlineData(0.25, 375.0, 562.5, 843.75)]
    [InlineData(1.0, 750.0, 1125.0, 1687.5)]
    public void Growing_pauses_are_spread_by_half_to_both_sides_and_grow_as_if_they_were_not(double at, params double[] pauses)
    {
        var timeline = Fail("policy: exponential, maxRetries: 3", new Spread(at));

        Assert.Equal(pauses.Length, timeline.Pauses.Count);
        Assert.All(pauses.Zip(timeline.Pauses), pair => Assert.Equal(pair.First, pair.Second, TimersGranularity));
    }

    [Theory]
    [InlineData("duration: 1m")]
    [InlineData("duration: 1m, maxRetries: -1")]
    [InlineData("duration: 1m, maxRetries: -7")]
    public void Without_a_number_of_retries_constant_ones_do_not_end(string retry)
    {
        var timeline = Fail(retry, Spread.None);

        Assert.False(timeline.HasEnded);
        Assert.Equal(1 + 60, timeline.Begins.Count);
    }

    [Fact]
    public void A_growing_pause_may_lead_up_to_a_quarter_of_an_hour_and_not_past_it()
    {
        var timeline = Fail("policy: exponential, maxInterval: 500ms", Spread.None);

        Assert.True(timeline.HasEnded);
        Assert.Equal(1 + (15 * 60 * 2), timeline.Begins.Count);
        Assert.Equal(TimeSpan.FromMinutes(15), timeline.Begins[^1]);
    }

    [Fact]
    public void The_time_that_attempts_take_counts_for_the_quarter_of_an_hour()
    {
        var timeline = Timeline.Of(SpecOf("policy: exponential"), Spread.None, _ => new Doing(TimeSpan.FromSeconds(449.5), false));

        Assert.Equal([0, 450], timeline.Begins.Select(begin => begin.TotalSeconds));
    }

    [Theory]
    [InlineData(BuiltInRetries.Service, 1000.0, 1000.0, 1000.0)]
    [InlineData(BuiltInRetries.Actor, 1000.0, 1000.0, 1000.0)]
    [InlineData(BuiltInRetries.ActorReminder)]
    [InlineData(BuiltInRetries.ActorNotFound, 1000.0, 1000.0, 1000.0, 1000.0, 1000.0)]
    [InlineData(BuiltInRetries.Initialization, 500.0, 750.0, 1000.0)]
    public void Built_in_retries_are_Daprs(string name, params double[] pauses) => Assert.Equal(pauses, BuiltIn("{}", name, TimeSpan.Zero).Pauses);

    [Theory]
    [InlineData(BuiltInRetries.Service, 7, 7)]
    [InlineData(BuiltInRetries.Service, 3, 3)]
    [InlineData(BuiltInRetries.Actor, 4, 4)]
    [InlineData(BuiltInRetries.Actor, 2, 3)]
    [InlineData(BuiltInRetries.ActorReminder, -1, 3)]
    [InlineData(BuiltInRetries.Initialization, 0, 3)]
    [InlineData(BuiltInRetries.ActorNotFound, 7, 5)]
    public void Built_in_retries_can_be_redefined_with_no_fewer_than_three_and_the_protected_one_cannot(string name, int maxRetries, int retries) =>
        Assert.Equal(retries, BuiltIn($"{{ policies: {{ retries: {{ {name}: {{ duration: 0s, maxRetries: {maxRetries} }} }} }} }}", name, TimeSpan.Zero).Pauses.Count);

    [Theory]
    [InlineData(4.375, 2)]
    [InlineData(4.376, 1)]
    public void Asking_the_app_for_its_subscriptions_ends_ten_seconds_after_the_beginning(double attempt, int retries) =>
        Assert.Equal(retries, BuiltIn("{}", BuiltInRetries.Initialization, TimeSpan.FromSeconds(attempt)).Pauses.Count);

    private static Timeline BuiltIn(string spec, string name, TimeSpan attempt)
    {
        var time = new VirtualTime();
        return Timeline.Of(time, Policies.From(time, Spread.None, spec).BuiltIn(name), _ => new Doing(attempt, false));
    }

    private static Timeline Fail(string retry, Random random) => Timeline.Of(SpecOf(retry), random, _ => Doing.Failure);

    private static string SpecOf(string retry) => $"{{ policies: {{ retries: {{ r: {{ {retry} }} }} }}, targets: {{ apps: {{ a: {{ retry: r }} }} }} }}";
}
