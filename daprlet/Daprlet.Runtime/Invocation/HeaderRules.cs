using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace Daprlet.Invocation;

/// <summary>Which headers pass a sidecar, and under which name (Dapr: the same rules for requests and answers).</summary>
internal static class HeaderRules
{
    public const string CallerAppId = "dapr-caller-app-id";
    public const string CallerNamespace = "dapr-caller-namespace";
    public const string CalleeAppId = "dapr-callee-app-id";

    /// <summary>What the sidecars of different processes say to each other; nothing of it comes from apps or goes to them.</summary>
    public const string OwnPrefix = "daprlet-";

    /// <summary>Hop-by-hop headers (RFC 7230, 6.1), the length, which the connection sets anew, and what belongs to Dapr's own hops.</summary>
    private static readonly FrozenSet<string> Dropped = FrozenSet.ToFrozenSet(
        [
            "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "http2-settings", "te", "trailer",
            "proxy-authorization", "proxy-authenticate", "content-length", "destination-app-id",
        ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a header stays behind.</summary>
    /// <param name="nominated">The headers that the message's own Connection header names (see <see cref="NominatedBy"/>).</param>
    public static bool IsDropped(string name, IReadOnlyCollection<string> nominated) =>
        Dropped.Contains(name) || name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase) || name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase) || IsNominated(name, nominated);

    /// <summary>Whether only a sidecar may say it: who calls whom.</summary>
    public static bool IsIdentity(string name) =>
        name.Equals(CallerAppId, StringComparison.OrdinalIgnoreCase) || name.Equals(CallerNamespace, StringComparison.OrdinalIgnoreCase) || name.Equals(CalleeAppId, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name under which a header goes on: gRPC's reserved names get Dapr's prefix.</summary>
    public static string Forwarded(string name) => name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) ? "dapr-" + name : name;

    /// <summary>The headers that a Connection header declares to be for one hop only; the content type is never among them.</summary>
    public static IReadOnlyCollection<string> NominatedBy(StringValues connection)
    {
        if (connection.Count == 0 || (connection.Count == 1 && connection[0] is "keep-alive" or "close"))
            return [];
        return [.. connection.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(name => !name.Equals("content-type", StringComparison.OrdinalIgnoreCase))];
    }

    private static bool IsNominated(string name, IReadOnlyCollection<string> nominated) =>
        nominated.Count > 0 && nominated.Contains(name, StringComparer.OrdinalIgnoreCase);
}
