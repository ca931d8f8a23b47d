namespace Daprlet.Resiliency;

/// <summary>The states of a breaker.</summary>
internal enum BreakerState
{
    /// <summary>Attempts pass and are counted.</summary>
    Closed,

    /// <summary>Some attempts pass on trial.</summary>
    HalfOpen,

    /// <summary>No attempt passes.</summary>
    Open,
}

internal static class BreakerStates
{
    /// <summary>The state by the name that Dapr's metrics and logs have for it.</summary>
    public static string Name(this BreakerState state) => state switch
    {
        BreakerState.Closed => "closed",
        BreakerState.HalfOpen => "half-open",
        _ => "open",
    };
}
