using Daprlet.Resiliency;
using Daprlet.Resources;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>
/// Circuit breakers (sony/gobreaker), told as histories: <c>S</c> and <c>F</c> are attempts that pass and succeed or fail, <c>x</c> is one that an
/// open breaker refuses, and <c>+60s</c> lets time pass. Time counts 100 ns.
/// </summary>
public sealed class BreakerTimelineTests
{
    [Theory]
    [InlineData("", "F F F F F F x")]
    [InlineData("", "F F F F F S F F F F F F x")]
    [InlineData("trip: \"\"", "F F F F F F x")]
    [InlineData("", "F F F F F F x +60s x +100ns S")]
    [InlineData("timeout: 0s", "F F F F F F x +60s x +100ns S")]
    [InlineData("timeout: -5s", "F F F F F F x +60s x +100ns S")]
    [InlineData("timeout: 5s", "F F F F F F +5s x +100ns S")]
    [InlineData("timeout: \"5000\"", "F F F F F F +5s x +100ns S")]
    public void A_breaker_opens_at_the_sixth_failure_in_a_row_and_tries_again_when_more_than_its_timeout_has_passed(string breaker, string history) => Play(breaker, history);

    [Theory]
    [InlineData("F F x +61s S F S F F x")]
    [InlineData("F F x +61s F x +60s x +1s F x +61s S F F x")]
    [InlineData("F F x +61s +61s S S S F S F F x")]
    public void One_success_closes_a_half_open_breaker_with_counts_anew_and_one_failure_opens_it_for_the_whole_timeout(string history) => Play("trip: consecutiveFailures >= 2", history);

    [Theory]
    [InlineData("maxRequests: 0, trip: consecutiveFailures >= 1", "F x +61s S F x")]
    [InlineData("maxRequests: 1, trip: requests >= 2", "S F x +61s S S F x")]
    [InlineData("maxRequests: 1, trip: requests >= 2", "S S S F x")]
    [InlineData("maxRequests: 2, trip: requests >= 2", "S F x +61s S S S F x")]
    [InlineData("maxRequests: 2, trip: totalFailures >= 1", "F x +61s S F x")]
    [InlineData("maxRequests: 3, trip: totalFailures >= 2", "F F x +61s S S F x +61s S S S F F x")]
    public void So_many_successes_in_a_row_close_a_half_open_breaker(string breaker, string history) => Play(breaker, history);

    [Theory]
    [InlineData("interval: 10s", "F +9s F x")]
    [InlineData("interval: 10s", "F +10s F x")]
    [InlineData("interval: 10s", "F +10s +100ns F F x")]
    [InlineData("interval: \"10\"", "F +11ms F F x")]
    [InlineData("interval: 10s", "+6s F +6s F F x")]
    [InlineData("interval: 10s", "F +25s F +10s F x")]
    [InlineData("interval: 10s, timeout: 30s", "F F +20s x +11s F x")]
    [InlineData("interval: 10s, timeout: 30s, maxRequests: 2", "F F +31s S +11s S F F x")]
    [InlineData("interval: 0s", "F +10000h F x")]
    [InlineData("interval: -1s", "F +10000h F x")]
    [InlineData("", "F +10000h F x")]
    public void A_closed_breaker_forgets_its_counts_when_more_than_its_interval_has_passed(string breaker, string history) =>
        Play(breaker.Length > 0 ? $"trip: totalFailures >= 2, {breaker}" : "trip: totalFailures >= 2", history);

    [Fact]
    public async Task Attempts_beyond_those_that_a_half_open_breaker_lets_through_are_too_many()
    {
        var time = new VirtualTime();
        var policy = PolicyOf(time, "maxRequests: 2, trip: consecutiveFailures >= 1");
        Assert.Equal("F", await AttemptAsync(policy, false));
        time.Advance(TimeSpan.FromSeconds(61));

        var answers = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        var trials = answers.Select(answer => policy.RunAsync(_ => answer.Task, CancellationToken.None)).ToList();
        var refused = await Assert.ThrowsAsync<CircuitBreakerException>(() => policy.RunAsync(_ => Task.CompletedTask, CancellationToken.None));

        Assert.Equal("too many requests", refused.Message);
        foreach (var answer in answers)
            answer.SetResult();
        await Task.WhenAll(trials);
        Assert.Equal("S", await AttemptAsync(policy, true));
    }

    [Fact]
    public async Task A_failure_of_an_attempt_that_began_before_the_interval_ended_counts_for_nothing()
    {
        var time = new VirtualTime();
        var policy = PolicyOf(time, "interval: 10s, trip: totalFailures >= 1");
        var end = new TaskCompletionSource();
        var slow = policy.RunAsync(_ => end.Task, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(11));

        end.SetException(new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(() => slow);
        Assert.Equal("F", await AttemptAsync(policy, false));
        Assert.Equal("x", await AttemptAsync(policy, false));
    }

    private static void Play(string breaker, string history)
    {
        var time = new VirtualTime();
        var policy = PolicyOf(time, breaker);
        var seen = new List<string>();
        foreach (var step in history.Split(' '))
        {
            if (step[0] == '+')
                time.Advance(DurationOf(step[1..]));
            var attempt = step[0] == '+' ? Task.FromResult(step) : AttemptAsync(policy, succeeds: step != "F");
            Assert.True(attempt.IsCompletedSuccessfully);
            seen.Add(attempt.Result);
        }

        Assert.Equal(history, string.Join(' ', seen));
    }

    private static async Task<string> AttemptAsync(Policy policy, bool succeeds)
    {
        try
        {
            return await policy.RunAsync(_ => Task.FromResult(succeeds ? "S" : "F"), CancellationToken.None, answer => answer == "S" ? AttemptOutcome.Success : AttemptOutcome.Failed());
        }
        catch (CircuitBreakerException e)
        {
            return e.Message == "circuit breaker is open" ? "x" : e.Message;
        }
    }

    private static TimeSpan DurationOf(string text) => GoDuration.TryParse(text, out var duration) ? duration : throw new FormatException(text);

    private static Policy PolicyOf(VirtualTime time, string breaker) => Policies.OfApp(time, "circuitBreaker: c", $"circuitBreakers: {{ c: {{ {breaker} }} }}");
}
