using System.Text.Json.Serialization;
using Daprlet.Resources;

namespace Daprlet.Resiliency;

/// <summary>A Resiliency as it stands in YAML (<c>dapr.io/v1alpha1</c>). Every part may be missing.</summary>
public sealed record ResiliencyManifest : ScopedResource
{
    public ResiliencySpec? Spec { get; init; }
}

/// <summary>Named policies, and who gets which.</summary>
public sealed record ResiliencySpec
{
    public PoliciesSpec? Policies { get; init; }

    public TargetsSpec? Targets { get; init; }
}

public sealed record PoliciesSpec
{
    /// <summary>Durations (see <see cref="PolicyDuration"/>).</summary>
    public IReadOnlyDictionary<string, string?>? Timeouts { get; init; }

    public IReadOnlyDictionary<string, RetrySpec?>? Retries { get; init; }

    public IReadOnlyDictionary<string, CircuitBreakerSpec?>? CircuitBreakers { get; init; }
}

public sealed record RetrySpec
{
    /// <summary><c>constant</c> or <c>exponential</c>.</summary>
    public string? Policy { get; init; }

    public string? Duration { get; init; }

    public string? MaxInterval { get; init; }

    /// <summary>Attempts after the first; below zero, or missing, for no limit.</summary>
    public int? MaxRetries { get; init; }

    public RetryMatchingSpec? Matching { get; init; }
}

/// <summary>Codes and ranges of codes with commas between: <c>429,500-599</c>.</summary>
public sealed record RetryMatchingSpec
{
    public string? HttpStatusCodes { get; init; }

    [JsonPropertyName("gRPCStatusCodes")]
    public string? GrpcStatusCodes { get; init; }
}

public sealed record CircuitBreakerSpec
{
    public int MaxRequests { get; init; }

    public string? Interval { get; init; }

    public string? Timeout { get; init; }

    /// <summary>A condition on the breaker's counts (see <see cref="BreakerCounts"/>).</summary>
    public string? Trip { get; init; }
}

public sealed record TargetsSpec
{
    /// <summary>By app id, name of an HTTPEndpoint, or URL, as callers write it.</summary>
    public IReadOnlyDictionary<string, AppPolicyNames?>? Apps { get; init; }

    /// <summary>By actor type.</summary>
    public IReadOnlyDictionary<string, ActorPolicyNames?>? Actors { get; init; }

    /// <summary>By component name.</summary>
    public IReadOnlyDictionary<string, ComponentPolicyNames?>? Components { get; init; }
}

/// <summary>The policies of a target by their names; a name that nobody defines stands for none.</summary>
public record PolicyNames
{
    public string? Timeout { get; init; }

    public string? Retry { get; init; }

    public string? CircuitBreaker { get; init; }
}

public sealed record AppPolicyNames : PolicyNames
{
    /// <summary>Breakers that are remembered, one a method; 0 means 100.</summary>
    public int CircuitBreakerCacheSize { get; init; }
}

public sealed record ActorPolicyNames : PolicyNames
{
    /// <summary><c>type</c>, <c>id</c> or <c>both</c>; needed where there is a breaker.</summary>
    public string? CircuitBreakerScope { get; init; }

    /// <summary>Breakers that are remembered; 0 means 5000.</summary>
    public int CircuitBreakerCacheSize { get; init; }
}

public sealed record ComponentPolicyNames
{
    public PolicyNames? Inbound { get; init; }

    public PolicyNames? Outbound { get; init; }
}
