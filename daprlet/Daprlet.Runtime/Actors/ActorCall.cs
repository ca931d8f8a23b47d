namespace Daprlet.Actors;

/// <summary>One call of an actor's method, whatever the transport that it came by.</summary>
/// <param name="Method">The normalised path of the method, as a string of bytes (see <see cref="Invocation.MethodPath"/>).</param>
/// <param name="Query">The raw query with its question mark, or nothing.</param>
/// <param name="ReentrancyId">The turn that the call belongs to, or null.</param>
/// <param name="Message">Makes the message for one attempt: a PUT with the caller's headers and body, without an address.</param>
internal sealed record ActorCall(ActorAddress Actor, string Method, string Query, string? ReentrancyId, Func<HttpRequestMessage> Message)
{
    /// <summary>Whether another sidecar asks; then the call is not passed on again.</summary>
    public bool IsFromPeer { get; init; }
}
