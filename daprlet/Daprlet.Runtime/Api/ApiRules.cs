using Daprlet.Resources;

namespace Daprlet.Api;

/// <summary>Which APIs a Configuration leaves open (<c>api.allowed</c> and <c>api.denied</c>); a denial counts more, and health always answers.</summary>
internal sealed class ApiRules(ApiSpec spec)
{
    private readonly List<ApiRule> _allowed = ForHttp(spec.Allowed);
    private readonly List<ApiRule> _denied = ForHttp(spec.Denied);

    /// <param name="pattern">A route such as <c>/v1.0/state/{store}</c>.</param>
    public bool Allows(string pattern)
    {
        var route = pattern.TrimStart('/');
        if (route.StartsWith("v1.0/healthz", StringComparison.Ordinal))
            return true;
        return !_denied.Any(rule => Covers(rule, route)) && (_allowed.Count == 0 || _allowed.Any(rule => Covers(rule, route)));
    }

    /// <summary>A rule names a version as <c>v1</c> or <c>v1alpha1</c> and the whole API, or it is the beginning of a route.</summary>
    private static bool Covers(ApiRule rule, string route)
    {
        var segments = route.Split('/');
        var version = segments[0].Replace(".0", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return (rule.Version == version && rule.Name == segments[1]) || route.StartsWith($"{rule.Version}/{rule.Name}", StringComparison.Ordinal);
    }

    private static List<ApiRule> ForHttp(IReadOnlyList<ApiRule> rules) => [.. rules.Where(rule => rule.Protocol.Equals("http", StringComparison.OrdinalIgnoreCase))];
}
