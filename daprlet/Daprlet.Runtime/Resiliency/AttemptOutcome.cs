namespace Daprlet.Resiliency;

/// <summary>How an attempt ended, as policies see it.</summary>
/// <param name="IsSuccess">Whether nothing is left to be tried.</param>
/// <param name="Code">The HTTP (100 to 599) or gRPC (0 to 16) status of a failure; null when there was none, which every retry policy tries again.</param>
/// <param name="IsFinal">A failure that counts for the circuit breaker, yet is not tried again, whatever the policy says.</param>
public readonly record struct AttemptOutcome(bool IsSuccess, int? Code = null, bool IsFinal = false)
{
    public static readonly AttemptOutcome Success = new(true);

    public static AttemptOutcome Failed(int? code = null) => new(false, code);

    public static AttemptOutcome FailedFinally(int? code = null) => new(false, code, IsFinal: true);

    /// <summary>The outcome of a call that was answered with an HTTP status: below 200 and above 399 are failures.</summary>
    public static AttemptOutcome OfHttp(int status) => status is >= 200 and <= 399 ? Success : Failed(status);
}
