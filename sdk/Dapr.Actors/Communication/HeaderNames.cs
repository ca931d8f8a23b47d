namespace Dapr.Actors.Communication;

/// <summary>The HTTP headers of actor calls.</summary>
internal static class HeaderNames
{
    /// <summary>Present on strongly typed calls alone.</summary>
    public const string Request = "X-DaprRequestHeader";

    /// <summary>Present on the answer, whose status is 200 nevertheless, if the method of a strongly typed call threw.</summary>
    public const string ErrorResponse = "X-DaprErrorResponseHeader";

    /// <summary>The id of the chain of calls that an actor lets back in.</summary>
    public const string Reentrancy = "Dapr-Reentrancy-Id";

    /// <summary>When a state's time to live ends.</summary>
    public const string TtlExpireTime = "Metadata.ttlExpireTime";
}
