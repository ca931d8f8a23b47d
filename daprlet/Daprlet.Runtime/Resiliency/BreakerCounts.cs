using Daprlet.Expressions;

namespace Daprlet.Resiliency;

/// <summary>What a breaker has seen since it last changed its state or forgot; the variables of its trip condition.</summary>
public readonly record struct BreakerCounts(long Requests, long TotalSuccesses, long TotalFailures, long ConsecutiveSuccesses, long ConsecutiveFailures)
{
    public BreakerCounts WithRequest() => this with { Requests = Requests + 1 };

    public BreakerCounts WithSuccess() => this with { TotalSuccesses = TotalSuccesses + 1, ConsecutiveSuccesses = ConsecutiveSuccesses + 1, ConsecutiveFailures = 0 };

    public BreakerCounts WithFailure() => this with { TotalFailures = TotalFailures + 1, ConsecutiveFailures = ConsecutiveFailures + 1, ConsecutiveSuccesses = 0 };

    /// <summary>The count of that name in a trip condition.</summary>
    /// <exception cref="ExpressionException">There is no such count.</exception>
    public object ValueOf(string name) => name switch
    {
        "requests" => Requests,
        "totalSuccesses" => TotalSuccesses,
        "totalFailures" => TotalFailures,
        "consecutiveSuccesses" => ConsecutiveSuccesses,
        "consecutiveFailures" => ConsecutiveFailures,
        _ => throw ExpressionException.NoSuchVariable(name),
    };
}
