namespace Daprlet.Resiliency;

/// <summary>When a failed attempt is repeated, how often, and after which pauses. The defaults are Dapr's.</summary>
public sealed record RetryPolicy
{
    /// <summary>Whether pauses grow; otherwise each is <see cref="Duration"/>.</summary>
    public bool IsExponential { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The first pause of a growing row, before it is spread.</summary>
    public TimeSpan InitialInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    public double Multiplier { get; init; } = 1.5;

    /// <summary>Each growing pause is spread at random by so much to both sides, as a share of it.</summary>
    public double RandomizationFactor { get; init; } = 0.5;

    /// <summary>No pause after the first grows above this, before it is spread.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An exponential policy ends with the pause that would lead past this time since the first attempt.</summary>
    public TimeSpan MaxElapsedTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Attempts after the first; below zero for no limit.</summary>
    public long MaxRetries { get; init; } = -1;

    public StatusCodeRanges HttpStatusCodes { get; init; } = StatusCodeRanges.All;

    public StatusCodeRanges GrpcStatusCodes { get; init; } = StatusCodeRanges.All;

    /// <summary>Whether a failure is worth another attempt, as far as its code goes.</summary>
    public bool Matches(AttemptOutcome failure) => failure switch
    {
        { IsFinal: true } => false,
        { Code: null } => true,
        { Code: >= 0 and <= 16 and var code } => GrpcStatusCodes.Contain(code),
        { Code: >= 100 and <= 599 and var code } => HttpStatusCodes.Contain(code),
        _ => false,
    };
}
