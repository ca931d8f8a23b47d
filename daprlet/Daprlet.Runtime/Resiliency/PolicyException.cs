namespace Daprlet.Resiliency;

/// <summary>A policy ended the operation. The message is Dapr's, to be put after what the API says of a failed operation.</summary>
public abstract class PolicyException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The last attempt took longer than the policy allows.</summary>
public sealed class PolicyTimeoutException(Exception? inner = null) : PolicyException("context deadline exceeded", inner);

/// <summary>The circuit breaker did not let the attempt through.</summary>
public sealed class CircuitBreakerException : PolicyException
{
    private CircuitBreakerException(string message) : base(message)
    {
    }

    public static CircuitBreakerException Open() => new("circuit breaker is open");

    /// <summary>The breaker is half open and its trial attempts are under way.</summary>
    public static CircuitBreakerException TooManyRequests() => new("too many requests");
}
