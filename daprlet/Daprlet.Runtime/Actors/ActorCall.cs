using Daprlet.Invocation;
using Daprlet.Observability;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Actors;

/// <summary>One call of an actor's method, whatever the transport that it came by.</summary>
/// <param name="Method">The normalised path of the method, as a string of bytes (see <see cref="MethodPath"/>).</param>
/// <param name="Headers">HTTP's headers, gRPC's metadata: names as the caller wrote them, values as on HTTP's wire, a character a byte.</param>
internal sealed record ActorCall(ActorAddress Actor, string Method, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The raw query with its question mark, or nothing.</summary>
    public string Query { get; init; } = "";

    /// <summary>The turn that the call belongs to, or null.</summary>
    public string? ReentrancyId { get; init; } = ActorHeaders.ReentrancyIdOf(Headers);

    /// <summary>Whether another sidecar asks; then the call is not passed on again.</summary>
    public bool IsFromPeer { get; init; }

    /// <summary>The trace of a call that came over gRPC; null over HTTP, where it stands among the headers.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>The call as the app gets it: it tells who calls, and in which turn.</summary>
    /// <param name="appId">The app whose sidecar hosts the actor.</param>
    /// <param name="reentrancyId">Null without reentrancy.</param>
    public ActorCall ForApp(string appId, string @namespace, string? reentrancyId)
    {
        var headers = new HeaderDictionary(Headers.Count + 5);
        foreach (var (name, values) in Headers)
            headers[name] = values;
        Set(headers, ActorHeaders.ApiCall, "true");
        Set(headers, HeaderRules.CallerAppId, appId);
        Set(headers, HeaderRules.CallerNamespace, @namespace);
        headers.Remove(HeaderRules.CalleeAppId);
        if (IsFromPeer)
            Set(headers, ActorHeaders.Remote, "true");
        if (reentrancyId is not null)
            Set(headers, ActorHeaders.ReentrancyId, reentrancyId);
        return this with { Headers = headers };
    }

    /// <summary>In the sidecar's own spelling, whatever that of the caller.</summary>
    private static void Set(HeaderDictionary headers, string name, string value)
    {
        headers.Remove(name);
        headers[name] = value;
    }
}
