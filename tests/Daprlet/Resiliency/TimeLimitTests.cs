using Daprlet.Resiliency;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>What becomes of attempts that take longer than their policy allows, and of those whose caller gives up.</summary>
public sealed class TimeLimitTests
{
    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    public async Task An_attempt_that_took_too_long_has_no_code_and_is_tried_again_unless_it_is_final(bool isFinal, int expected)
    {
        var policy = Policies.OfApp(_time, "timeout: t, retry: r", $"timeouts: {{ t: 1s }}, retries: {{ r: {{ duration: 0s, maxRetries: 2, matching: {{ httpStatusCodes: \"503\" }} }} }}");
        var attempts = 0;

        var running = policy.RunAsync(
            async token =>
            {
                attempts++;
                await Timeline.WaitAsync(TimeSpan.FromHours(1), _time, token);
                return 0;
            },
            CancellationToken.None,
            judgeException: _ => isFinal ? AttemptOutcome.FailedFinally(500) : AttemptOutcome.Failed(500));
        _time.Advance(TimeSpan.FromSeconds(9));

        var end = await Assert.ThrowsAsync<PolicyTimeoutException>(() => running);
        Assert.IsAssignableFrom<OperationCanceledException>(end.InnerException);
        Assert.Equal(expected, attempts);
    }

    [Theory]
    [InlineData(0.9, typeof(IOException))]
    [InlineData(1.1, typeof(PolicyTimeoutException))]
    public async Task An_attempt_that_fails_in_time_ends_with_its_own_words(double after, Type expected)
    {
        var running = Policies.OfApp(_time, "timeout: t", "timeouts: { t: 1s }").RunAsync(async _ =>
        {
            await Timeline.WaitAsync(TimeSpan.FromSeconds(after), _time, CancellationToken.None);
            throw new IOException("its own");
        }, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(2));

        var end = await Assert.ThrowsAnyAsync<Exception>(() => running);
        Assert.IsType(expected, end);
    }

    [Fact]
    public async Task A_result_that_comes_in_spite_of_the_time_limit_counts()
    {
        var running = Policies.OfApp(_time, "timeout: t", "timeouts: { t: 1s }").RunAsync(async _ =>
        {
            await Timeline.WaitAsync(TimeSpan.FromSeconds(2), _time, CancellationToken.None);
            return "done";
        }, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("done", await running);
    }

    [Theory]
    [InlineData("timeout: t, retry: r")]
    [InlineData("retry: r")]
    public async Task A_caller_who_gives_up_is_not_told_of_a_time_limit_and_nothing_is_tried_again(string target)
    {
        using var givenUp = new CancellationTokenSource();
        var attempts = 0;
        var running = Policies.OfApp(_time, target, "timeouts: { t: 5s }, retries: { r: { duration: 0s } }").RunAsync(async token =>
        {
            attempts++;
            await Timeline.WaitAsync(TimeSpan.FromHours(1), _time, token);
        }, givenUp.Token);

        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task A_caller_who_gives_up_after_the_time_limit_gets_what_the_attempt_ends_with()
    {
        using var givenUp = new CancellationTokenSource();
        var end = new TaskCompletionSource();
        var running = Policies.OfApp(_time, "timeout: t", "timeouts: { t: 5s }").RunAsync(_ => end.Task, givenUp.Token);

        _time.Advance(TimeSpan.FromSeconds(6));
        await givenUp.CancelAsync();
        end.SetException(new IOException("too late"));

        await Assert.ThrowsAsync<IOException>(() => running);
    }

    [Fact]
    public async Task Limits_and_pauses_longer_than_a_timer_can_count_are_no_error()
    {
        var policy = Policies.OfApp(_time, "timeout: t, retry: r", "timeouts: { t: 2000h }, retries: { r: { duration: 2000h, maxRetries: 1 } }");
        var attempts = 0;

        var running = policy.RunAsync(_ => Task.FromResult(++attempts), CancellationToken.None, attempt => attempt > 1 ? AttemptOutcome.Success : AttemptOutcome.Failed());
        _time.Advance(TimeSpan.FromHours(1000));
        Assert.Equal(1, attempts);
        _time.Advance(TimeSpan.FromHours(1000));

        Assert.Equal(2, await running);
    }

    [Fact]
    public async Task A_time_limit_below_zero_is_none()
    {
        var policy = Policies.OfApp(_time, "timeout: t", "timeouts: { t: -1s }");

        Assert.True(policy.IsNone);
        await policy.RunAsync(token => Task.Delay(0, token), CancellationToken.None);
    }
}
