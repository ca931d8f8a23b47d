using Daprlet.Expressions;
using Daprlet.Resiliency;
using DaprShop.Testing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>
/// The breaker against a reference: a row of periods, each with a state, a begin and counts of its own, in which attempts count that began in
/// them. Time passes as the plan says.
/// </summary>
public sealed class CircuitBreakerModelTests
{
    private const int Timeout = 30;
    private const int Interval = 20;

    /// <summary>What happens to a breaker.</summary>
    private enum Happening
    {
        Enter,
        EndWell,
        EndBadly,
        Wait,
        WaitLong,
    }

    [Fact]
    public void A_breaker_follows_the_reference_timeline()
    {
        var plans = Gen.Frequency([(6, Gen.Constant(Happening.Enter)), (4, Gen.Constant(Happening.EndWell)), (5, Gen.Constant(Happening.EndBadly)), (3, Gen.Constant(Happening.Wait)), (1, Gen.Constant(Happening.WaitLong))]).ListOf(80);
        var settings = from maxRequests in Gen.Choose(1, 3) from interval in Gen.Elements(0, Interval) from limit in Gen.Choose(1, 4) select (maxRequests, interval, limit);
        Prop.ForAll(Gen.Zip(settings, plans).ToArbitrary(), plan =>
        {
            var ((maxRequests, interval, limit), happenings) = plan;
            Play(new CircuitBreakerPolicy
            {
                MaxRequests = maxRequests,
                Interval = TimeSpan.FromSeconds(interval),
                Timeout = TimeSpan.FromSeconds(Timeout),
                Trip = Condition.Compile($"consecutiveFailures >= {limit} || totalFailures > 2 * {limit}"),
            }, counts => counts.ConsecutiveFailures >= limit || counts.TotalFailures > 2 * limit, happenings);
        }).QuickCheckThrowOnFailure();
    }

    private static void Play(CircuitBreakerPolicy policy, Func<BreakerCounts, bool> trips, IEnumerable<Happening> happenings)
    {
        var time = new VirtualTime();
        var breaker = new CircuitBreaker("b", policy, time, NullLogger.Instance);
        var reference = new Reference(policy, trips);
        var underWay = new Queue<long>();
        var second = 0;
        foreach (var happening in happenings)
        {
            switch (happening)
            {
                case Happening.Enter:
                    var entered = breaker.TryEnter(out var generation, out _);
                    Assert.Equal(reference.Enter(second), entered);
                    if (entered)
                        underWay.Enqueue(generation);
                    break;
                case Happening.EndWell or Happening.EndBadly when underWay.TryDequeue(out var begun):
                    breaker.Leave(begun, happening == Happening.EndWell);
                    reference.Leave(second, happening == Happening.EndWell);
                    break;
                case Happening.Wait or Happening.WaitLong:
                    var wait = happening == Happening.Wait ? 7 : Timeout + 1;
                    time.Advance(TimeSpan.FromSeconds(wait));
                    second += wait;
                    break;
            }
            Assert.Equal(reference.StateAt(second), breaker.State);
        }
    }

    /// <summary>Attempts in their order, each with the times of its begin and end; states are periods of time that begin when something made them begin.</summary>
    private sealed class Reference(CircuitBreakerPolicy policy, Func<BreakerCounts, bool> trips)
    {
        private readonly Queue<int> _open = new();
        private Period _period = new(BreakerState.Closed, 0, 0);
        private BreakerCounts _counts;

        public BreakerState StateAt(int second) => PeriodAt(second).State;

        public bool Enter(int second)
        {
            var period = PeriodAt(second);
            if (period.State == BreakerState.Open || (period.State == BreakerState.HalfOpen && _counts.Requests == policy.MaxRequests))
                return false;
            _counts = _counts with { Requests = _counts.Requests + 1 };
            _open.Enqueue(period.Number);
            return true;
        }

        public void Leave(int second, bool well)
        {
            var period = PeriodAt(second);
            if (_open.Dequeue() != period.Number)
                return;
            _counts = well
                ? _counts with { TotalSuccesses = _counts.TotalSuccesses + 1, ConsecutiveSuccesses = _counts.ConsecutiveSuccesses + 1, ConsecutiveFailures = 0 }
                : _counts with { TotalFailures = _counts.TotalFailures + 1, ConsecutiveFailures = _counts.ConsecutiveFailures + 1, ConsecutiveSuccesses = 0 };
            var next = (period.State, well) switch
            {
                (BreakerState.Closed, false) when trips(_counts) => BreakerState.Open,
                (BreakerState.HalfOpen, false) => BreakerState.Open,
                (BreakerState.HalfOpen, true) when _counts.ConsecutiveSuccesses == policy.MaxRequests => BreakerState.Closed,
                _ => period.State,
            };
            if (next != period.State)
                Begin(next, second);
        }

        private Period PeriodAt(int second)
        {
            var age = TimeSpan.FromSeconds(second - _period.Since);
            if (_period.State == BreakerState.Open && age > policy.Timeout)
                Begin(BreakerState.HalfOpen, second);
            else if (_period.State == BreakerState.Closed && policy.Interval > TimeSpan.Zero && age > policy.Interval)
                Begin(BreakerState.Closed, second);
            return _period;
        }

        private void Begin(BreakerState state, int second)
        {
            _period = new Period(state, second, _period.Number + 1);
            _counts = default;
        }

        private sealed record Period(BreakerState State, int Since, int Number);
    }
}
