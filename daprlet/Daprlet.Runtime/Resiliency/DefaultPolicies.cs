namespace Daprlet.Resiliency;

/// <summary>The names of default policies, without what all have in common; the most specific one first.</summary>
internal static class DefaultPolicies
{
    public static readonly IReadOnlyList<string> ForApps = ["App", ""];

    public static readonly IReadOnlyList<string> ForActors = ["Actor", ""];

    public static IReadOnlyList<string> ForComponents(ComponentKind kind, ComponentDirection direction) => [$"{kind}Component{direction}", $"Component{direction}", "Component", ""];

    /// <summary>The most specific of the default policies that are defined, or null.</summary>
    /// <param name="suffix"><c>Timeout</c>, <c>Retry</c> or <c>CircuitBreaker</c>.</param>
    public static string? Find<T>(IReadOnlyList<string> levels, string suffix, IReadOnlyDictionary<string, T> defined) =>
        levels.Select(level => $"Default{level}{suffix}Policy").FirstOrDefault(defined.ContainsKey);
}
