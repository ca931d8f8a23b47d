using System.Runtime.ExceptionServices;
using Daprlet.Resources;
using Microsoft.Extensions.Logging;

namespace Daprlet.Resiliency;

/// <summary>
/// What stands around an operation: a time limit for each attempt, around it a circuit breaker, around that the retries. Get one from
/// <see cref="ResiliencyPolicies"/> for each operation; it may be run any number of times.
/// </summary>
public sealed partial class Policy
{
    /// <summary>Makes one attempt and adds nothing.</summary>
    public static readonly Policy None = new();

    /// <summary>The longest time that timers count, some 49 days.</summary>
    private static readonly TimeSpan MaxTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly PolicyTarget? _target;
    private readonly string? _name;
    private readonly PolicyTools? _tools;

    private Policy()
    {
    }

    /// <param name="target">Null for policies that nobody counts.</param>
    internal Policy(string name, PolicyTarget? target, PolicyTools tools)
    {
        _name = name;
        _target = target;
        _tools = tools;
    }

    /// <summary>How long an attempt may take; zero for no limit.</summary>
    internal TimeSpan Timeout { get; init; }

    internal RetryPolicy? Retry { get; init; }

    internal CircuitBreaker? Breaker { get; init; }

    /// <summary>Whether this is <see cref="None"/>, so that who counts nanoseconds can do without it.</summary>
    public bool IsNone => _tools is null;

    /// <summary>Whether an attempt may be repeated, so that what it sends must be kept.</summary>
    public bool HasRetries => Retry is { MaxRetries: not 0 };

    /// <summary>Runs an operation whose every end without an exception is a success.</summary>
    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<CancellationToken, Task> attempt, CancellationToken cancellationToken) =>
        RunAsync<object?>(async token =>
        {
            await attempt(token);
            return null;
        }, cancellationToken);

    /// <summary>
    /// Runs an operation: the result of the attempt that succeeded, or of the last one, comes back; an exception of the last attempt is thrown.
    /// Results of attempts that are repeated are disposed, if they can be.
    /// </summary>
    /// <param name="attempt">Makes one attempt. Its token is cancelled when the caller gives up or the time limit is over, and the policy waits until
    /// the attempt has ended: it must heed the token, and then nothing of it goes on in the background.</param>
    /// <param name="judge">What a result means; without it every result is a success.</param>
    /// <param name="judgeException">What an exception means; without it each is a failure without a code.</param>
    /// <param name="cancellationToken">The caller gives up: there is no further attempt.</param>
    /// <exception cref="PolicyTimeoutException">The last attempt took too long.</exception>
    /// <exception cref="CircuitBreakerException">The circuit breaker let no attempt through, perhaps after others had failed.</exception>
    public Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken,
        Func<T, AttemptOutcome>? judge = null,
        Func<Exception, AttemptOutcome>? judgeException = null) =>
        _tools is null
            ? attempt(cancellationToken)
            : RepeatAsync(token => AttemptAsync(attempt, judge ?? (_ => AttemptOutcome.Success), judgeException ?? (_ => AttemptOutcome.Failed()), token), _tools, cancellationToken);

    private async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<Attempted<T>>> attempt, PolicyTools tools, CancellationToken cancellationToken)
    {
        var backoff = Retry is null ? null : new Backoff(Retry, tools.Time, tools.Random);
        var isTimeoutNoted = false;
        for (var attempts = 1; ; attempts++)
        {
            var attempted = await GuardAsync(attempt, cancellationToken);
            if (attempted.IsOverLimit && !isTimeoutNoted)
            {
                isTimeoutNoted = true;
                NoteTimeout(tools);
            }
            if (attempted.Outcome.IsSuccess && attempts > 1)
                LogRecovered(tools.Logger, _name, attempts);
            if (attempted.Outcome.IsSuccess || cancellationToken.IsCancellationRequested || backoff is null || !Retry!.Matches(attempted.Outcome) || backoff.Next() is not { } pause)
                return attempted.Unwrap();
            if (attempts == 1)
                NoteRetry(tools, pause);
            attempted.Discard();
            await Task.Delay(Timed(pause), tools.Time, cancellationToken);
        }
    }

    private async Task<Attempted<T>> GuardAsync<T>(Func<CancellationToken, Task<Attempted<T>>> attempt, CancellationToken cancellationToken)
    {
        if (Breaker is null)
            return await LimitAsync(attempt, cancellationToken);
        if (!Breaker.TryEnter(out var generation, out var refusal))
            return Attempted<T>.Failed(refusal, AttemptOutcome.FailedFinally());
        var before = Breaker.State;
        var attempted = await LimitAsync(attempt, cancellationToken);
        Breaker.Leave(generation, attempted.Outcome.IsSuccess);
        if (_target is not null && Breaker.State is var after && after != before)
            _tools!.Metrics.Changed(_target, after);
        return attempted;
    }

    private void NoteRetry(PolicyTools tools, TimeSpan pause)
    {
        LogRetrying(tools.Logger, _name, GoDuration.Format(pause));
        if (_target is not null)
            tools.Metrics.Retried(_target);
    }

    private void NoteTimeout(PolicyTools tools)
    {
        if (_target is not null)
            tools.Metrics.TimedOut(_target);
    }

    private async Task<Attempted<T>> LimitAsync<T>(Func<CancellationToken, Task<Attempted<T>>> attempt, CancellationToken cancellationToken)
    {
        if (Timeout <= TimeSpan.Zero)
            return await attempt(cancellationToken);
        using var limit = new CancellationTokenSource(Timed(Timeout), _tools!.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var attempted = await attempt(either.Token);
        if (attempted.Exception is null || !limit.IsCancellationRequested || cancellationToken.IsCancellationRequested)
            return attempted;
        return Attempted<T>.Failed(new PolicyTimeoutException(attempted.Exception), attempted.Outcome with { Code = null }) with { IsOverLimit = true };
    }

    private static async Task<Attempted<T>> AttemptAsync<T>(
        Func<CancellationToken, Task<T>> attempt, Func<T, AttemptOutcome> judge, Func<Exception, AttemptOutcome> judgeException, CancellationToken cancellationToken)
    {
        try
        {
            var result = await attempt(cancellationToken);
            return new Attempted<T>(result, null, judge(result));
        }
        catch (Exception e)
        {
            // Whatever happened, the policy decides whether it happens again; the last exception reaches the caller.
            return Attempted<T>.Failed(e, judgeException(e));
        }
    }

    /// <summary>The nearest duration that a timer takes.</summary>
    private static TimeSpan Timed(TimeSpan duration) => TimeSpan.FromTicks(Math.Clamp(duration.Ticks, 0, MaxTimer.Ticks));

    /// <summary>One attempt's end.</summary>
    private readonly record struct Attempted<T>(T? Result, Exception? Exception, AttemptOutcome Outcome)
    {
        /// <summary>Whether the policy's time limit was over.</summary>
        public bool IsOverLimit { get; init; }

        public static Attempted<T> Failed(Exception exception, AttemptOutcome outcome) => new(default, exception, outcome);

        public T Unwrap()
        {
            if (Exception is not null)
                ExceptionDispatchInfo.Throw(Exception);
            return Result!;
        }

        public void Discard() => (Result as IDisposable)?.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Error processing operation {Name}. Retrying in {Pause}…")]
    private static partial void LogRetrying(ILogger logger, string? name, string pause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Recovered processing operation {Name} after {Attempts} attempts")]
    private static partial void LogRecovered(ILogger logger, string? name, int attempts);
}
