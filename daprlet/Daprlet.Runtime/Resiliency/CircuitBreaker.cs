using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Daprlet.Resiliency;

/// <summary>
/// One circuit breaker, with the rules of the library that Dapr uses (sony/gobreaker): an attempt that ends after the breaker changed its state, or
/// forgot its counts, counts for nothing. Safe for concurrent use.
/// </summary>
internal sealed partial class CircuitBreaker(string name, CircuitBreakerPolicy policy, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private BreakerState _state = BreakerState.Closed;
    private BreakerCounts _counts;
    private long _since = time.GetTimestamp();
    private long _generation;

    public BreakerState State
    {
        get
        {
            lock (_lock)
            {
                Age();
                return _state;
            }
        }
    }

    /// <summary>Asks to make an attempt, whose end <see cref="Leave"/> is told with the generation; otherwise says why not.</summary>
    public bool TryEnter(out long generation, [NotNullWhen(false)] out CircuitBreakerException? refusal)
    {
        lock (_lock)
        {
            Age();
            generation = _generation;
            refusal = _state switch
            {
                BreakerState.Open => CircuitBreakerException.Open(),
                BreakerState.HalfOpen when _counts.Requests >= policy.MaxRequests => CircuitBreakerException.TooManyRequests(),
                _ => null,
            };
            if (refusal is null)
                _counts = _counts.WithRequest();
            return refusal is null;
        }
    }

    public void Leave(long generation, bool isSuccess)
    {
        lock (_lock)
        {
            Age();
            if (generation != _generation)
                return;
            _counts = isSuccess ? _counts.WithSuccess() : _counts.WithFailure();
            if (_state == BreakerState.HalfOpen && !isSuccess)
                Become(BreakerState.Open);
            else if (_state == BreakerState.HalfOpen && _counts.ConsecutiveSuccesses >= policy.MaxRequests)
                Become(BreakerState.Closed);
            else if (_state == BreakerState.Closed && !isSuccess && policy.Trips(_counts))
                Become(BreakerState.Open);
        }
    }

    /// <summary>What time alone brings about.</summary>
    private void Age()
    {
        if (_state == BreakerState.Open && time.GetElapsedTime(_since) > policy.Timeout)
            Become(BreakerState.HalfOpen);
        else if (_state == BreakerState.Closed && policy.Interval > TimeSpan.Zero && time.GetElapsedTime(_since) > policy.Interval)
            Forget();
    }

    private void Become(BreakerState state)
    {
        var (from, to) = (_state.Name(), state.Name());
        LogChanged(logger, name, from, to);
        _state = state;
        Forget();
    }

    private void Forget()
    {
        _counts = default;
        _since = time.GetTimestamp();
        _generation++;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Circuit breaker \"{Name}\" changed state from {From} to {To}")]
    private static partial void LogChanged(ILogger logger, string name, string from, string to);
}
