using Daprlet.Resiliency;
using DaprShop.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>When attempts are made, in virtual time: against pauses and limits that the test reckons for itself.</summary>
public sealed class PolicyTimelineTests
{
    [Fact]
    public void Constant_retries_come_in_even_steps_until_one_succeeds_or_none_is_left() =>
        Prop.ForAll(Gen.Choose(0, 6).Four().ToArbitrary(), plan =>
        {
            var (maxRetries, successAt, pause, duration) = plan;
            var attempts = Timeline.Of($"{{ policies: {{ retries: {{ r: {{ policy: constant, duration: {pause}s, maxRetries: {maxRetries} }} }} }}, targets: {{ apps: {{ a: {{ retry: r }} }} }} }}", Spread.None,
                attempt => new Doing(TimeSpan.FromSeconds(duration), attempt == successAt));

            Assert.True(attempts.HasEnded);
            Assert.Equal(Enumerable.Range(0, Math.Min(successAt, maxRetries) + 1).Select(i => TimeSpan.FromSeconds(i * (pause + duration))), attempts.Begins);
            Assert.Equal(successAt <= maxRetries, attempts.Succeeded);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(60)]
    [InlineData(400)]
    public void Exponential_pauses_grow_by_half_up_to_their_limit_and_end_after_a_quarter_of_an_hour(int maxInterval)
    {
        var attempts = Timeline.Of($"{{ policies: {{ retries: {{ r: {{ policy: exponential, maxInterval: {maxInterval}s }} }} }}, targets: {{ apps: {{ a: {{ retry: r }} }} }} }}", Spread.None, _ => Doing.Failure);

        var expected = new List<double> { 0 };
        for (var pause = 0.5; expected[^1] + pause <= 15 * 60; pause = Math.Min(pause * 1.5, maxInterval))
            expected.Add(expected[^1] + pause);
        Assert.Equal(expected.Count, attempts.Begins.Count);
        Assert.All(expected.Zip(attempts.Begins), pair => Assert.Equal(pair.First, pair.Second.TotalSeconds, tolerance: 0.001 * expected.Count)); // timers count milliseconds
    }

    [Fact]
    public void Exponential_pauses_are_spread_by_half_to_both_sides()
    {
        var attempts = Timeline.Of("{ policies: { retries: { r: { policy: exponential, maxInterval: 500ms, maxRetries: 200 } } }, targets: { apps: { a: { retry: r } } } }", new Random(1), _ => Doing.Failure);

        var pauses = attempts.Pauses;
        Assert.Equal(200, pauses.Count);
        Assert.All(pauses, pause => Assert.InRange(pause, 250, 750));
        Assert.Contains(pauses, pause => pause < 350);
        Assert.Contains(pauses, pause => pause > 650);
    }

    [Fact]
    public void Each_attempt_has_the_whole_time_limit()
    {
        var attempts = Timeline.Of("{ policies: { timeouts: { t: 2s }, retries: { r: { duration: 1s, maxRetries: 3 } } }, targets: { apps: { a: { timeout: t, retry: r } } } }", Spread.None,
            attempt => new Doing(TimeSpan.FromSeconds(attempt == 2 ? 1 : 5), true));

        Assert.Equal([0, 3, 6], attempts.Begins.Select(begin => begin.TotalSeconds));
        Assert.True(attempts.Succeeded);
    }

    [Fact]
    public void Attempts_that_take_too_long_end_with_words_of_the_policy()
    {
        var attempts = Timeline.Of("{ policies: { timeouts: { t: 2s } }, targets: { apps: { a: { timeout: t } } } }", Spread.None, _ => new Doing(TimeSpan.FromSeconds(5), true));

        Assert.IsType<PolicyTimeoutException>(attempts.Exception);
        Assert.Equal("context deadline exceeded", attempts.Exception.Message);
    }

    [Fact]
    public void A_breaker_that_opens_ends_the_retries()
    {
        var attempts = Timeline.Of("{ policies: { retries: { r: { duration: 1s } }, circuitBreakers: { c: { trip: consecutiveFailures >= 3 } } }, targets: { apps: { a: { retry: r, circuitBreaker: c } } } }", Spread.None, _ => Doing.Failure);

        Assert.Equal(3, attempts.Begins.Count);
        Assert.Equal("circuit breaker is open", Assert.IsType<CircuitBreakerException>(attempts.Exception).Message);
    }

    [Fact]
    public async Task A_caller_who_gives_up_ends_the_retries()
    {
        var time = new VirtualTime();
        using var givenUp = new CancellationTokenSource();
        var policy = Policies.From(time, "{ policies: { retries: { r: { duration: 1s } } }, targets: { apps: { a: { retry: r } } } }").ForApp("a", "m");
        var attempts = 0;

        var running = policy.RunAsync(_ => Task.FromResult(++attempts), givenUp.Token, _ => AttemptOutcome.Failed());
        time.Advance(TimeSpan.FromSeconds(2.5));
        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task Results_of_attempts_that_are_repeated_are_disposed_and_the_last_one_comes_back()
    {
        var policy = Policies.From(TimeProvider.System, "{ policies: { retries: { r: { duration: 0s, maxRetries: 2 } } }, targets: { apps: { a: { retry: r } } } }").ForApp("a", "m");
        var results = new List<Result>();

        var last = await policy.RunAsync(_ =>
        {
            results.Add(new Result());
            return Task.FromResult(results[^1]);
        }, CancellationToken.None, _ => AttemptOutcome.Failed(503));

        Assert.Equal([true, true, false], results.Select(result => result.IsDisposed));
        Assert.Same(results[^1], last);
    }

    private sealed class Result : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
