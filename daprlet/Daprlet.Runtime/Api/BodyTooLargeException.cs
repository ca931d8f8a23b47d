namespace Daprlet.Api;

/// <summary>A request body is larger than the sidecar accepts (<c>--max-body-size</c>). The status is the building block's to choose: daprd has no 413.</summary>
/// <param name="limit">The limit in bytes.</param>
public sealed class BodyTooLargeException(long limit) : Exception("stream too large")
{
    /// <summary>The limit in bytes.</summary>
    public long Limit => limit;
}
