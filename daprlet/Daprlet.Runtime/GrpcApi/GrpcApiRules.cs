using Daprlet.Resources;

namespace Daprlet.GrpcApi;

/// <summary>
/// Which methods of Dapr's service a Configuration leaves open to gRPC (<c>api.allowed</c> and <c>api.denied</c>). A rule that names no group of
/// methods, such as one whose version is written as for HTTP, has no effect.
/// </summary>
internal sealed class GrpcApiRules(ApiSpec spec)
{
    private readonly HashSet<string> _allowed = Methods(spec.Allowed);
    private readonly HashSet<string> _denied = Methods(spec.Denied);

    /// <param name="method">The name of one of the methods of Dapr's packages.</param>
    public bool Allows(string method) => !_denied.Contains(method) && (_allowed.Count == 0 || _allowed.Contains(method));

    private static HashSet<string> Methods(IReadOnlyList<ApiRule> rules) =>
    [
        .. from rule in rules
           where rule.Protocol.Equals("grpc", StringComparison.OrdinalIgnoreCase)
           from g in ApiGroups.All
           where g.Name == rule.Name && g.Version == rule.Version
           from method in g.Methods
           select method,
    ];
}
