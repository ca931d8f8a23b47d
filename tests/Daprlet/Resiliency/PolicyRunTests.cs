using Daprlet.Resiliency;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>What counts as a failure, which failures are tried again, and what an operation ends with.</summary>
public sealed class PolicyRunTests
{
    private const string Matching = "matching: { httpStatusCodes: \"503\", gRPCStatusCodes: \"14\" }";

    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData(199, false)]
    [InlineData(200, true)]
    [InlineData(399, true)]
    [InlineData(400, false)]
    public void Answers_of_200_to_399_are_successes(int status, bool isSuccess)
    {
        Assert.Equal(isSuccess, AttemptOutcome.OfHttp(status).IsSuccess);
        Assert.Equal(isSuccess ? null : status, AttemptOutcome.OfHttp(status).Code);
    }

    [Theory]
    [InlineData("retry: r", "maxRetries: 1", true)]
    [InlineData("retry: r", "maxRetries: -1", true)]
    [InlineData("retry: r", "maxRetries: 0", false)]
    [InlineData("", "maxRetries: 1", false)]
    public void Who_asks_learns_whether_an_attempt_may_be_repeated(string target, string retry, bool hasRetries) =>
        Assert.Equal(hasRetries, Policies.OfApp(_time, target, $"retries: {{ r: {{ {retry} }} }}").HasRetries);

    [Fact]
    public async Task Without_policies_an_operation_is_what_it_is()
    {
        var policy = Policies.OfApp(_time, "", "");
        using var givenUp = new CancellationTokenSource();

        Assert.Equal(givenUp.Token, await policy.RunAsync(Task.FromResult, givenUp.Token, _ => AttemptOutcome.Failed()));
        await Assert.ThrowsAsync<IOException>(() => policy.RunAsync(_ => throw new IOException(), CancellationToken.None));
    }

    [Fact]
    public async Task Every_exception_is_tried_again_and_the_last_one_comes_back()
    {
        var attempts = 0;

        var last = await Assert.ThrowsAsync<IOException>(() => Retrying("").RunAsync(_ => Task.FromException(new IOException($"{++attempts}")), CancellationToken.None));

        Assert.Equal("3", last.Message);
    }

    [Fact]
    public async Task Every_end_without_an_exception_is_a_success()
    {
        var attempts = 0;

        await Retrying("").RunAsync(_ => Task.FromResult(attempts++), CancellationToken.None);
        await Retrying("").RunAsync(_ => (Task)Task.FromResult(attempts++), CancellationToken.None);

        Assert.Equal(2, attempts);
    }

    [Theory]
    [InlineData(503, false, 3)]
    [InlineData(500, false, 1)]
    [InlineData(14, false, 3)]
    [InlineData(13, false, 1)]
    [InlineData(null, false, 3)]
    [InlineData(503, true, 1)]
    [InlineData(null, true, 1)]
    public async Task Exceptions_are_tried_again_by_their_code_and_final_ones_never(int? code, bool isFinal, int expected)
    {
        var attempts = 0;

        await Assert.ThrowsAsync<IOException>(() => Retrying(Matching).RunAsync<int>(
            _ => throw new IOException($"{++attempts}"), CancellationToken.None, judgeException: _ => isFinal ? AttemptOutcome.FailedFinally(code) : AttemptOutcome.Failed(code)));

        Assert.Equal(expected, attempts);
    }

    [Fact]
    public async Task A_final_failure_counts_for_the_breaker()
    {
        var policy = Policies.OfApp(_time, "circuitBreaker: c", "circuitBreakers: { c: { trip: totalFailures >= 2 } }");

        for (var attempt = 1; attempt <= 2; attempt++)
            Assert.Equal(attempt, await policy.RunAsync(_ => Task.FromResult(attempt), CancellationToken.None, _ => AttemptOutcome.FailedFinally()));

        await Assert.ThrowsAsync<CircuitBreakerException>(() => policy.RunAsync(_ => Task.CompletedTask, CancellationToken.None));
    }

    private Policy Retrying(string matching) => Policies.OfApp(_time, "retry: r", $"retries: {{ r: {{ duration: 0s, maxRetries: 2, {matching} }} }}");
}
