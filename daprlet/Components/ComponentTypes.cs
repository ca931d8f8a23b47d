namespace Daprlet.Components;

/// <summary>The component types that a sidecar knows, each with what creates its backend.</summary>
public sealed class ComponentTypes
{
    private static readonly string[] DaprCategories = ["bindings", "configuration", "conversation", "crypto", "lock", "middleware.http", "pubsub", "secretstores", "state", "workflow"];

    private readonly Dictionary<string, ComponentType> _types = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a type, or replaces the one of that name.</summary>
    /// <param name="type">Such as <c>state.sqlite</c>.</param>
    /// <param name="versions">The versions it has; <c>v0</c>, <c>v1</c> and none are the same to a type with <c>v1</c>.</param>
    public ComponentTypes Add(string type, Func<IComponent> create, params string[] versions)
    {
        _types[type] = new ComponentType(type, create, versions.Length == 0 ? ["v1"] : versions);
        return this;
    }

    /// <summary>The type in that version, or null.</summary>
    public ComponentType? Find(string type, string version) =>
        _types.TryGetValue(type, out var found) && found.Has(version) ? found : null;

    public IEnumerable<string> Names => _types.Keys.Order(StringComparer.Ordinal);

    /// <summary>The building block that a type belongs to, as it stands before the type's last part, or null when Dapr has no such block.</summary>
    public static string? CategoryOf(string type) => DaprCategories.FirstOrDefault(category => type.StartsWith(category + ".", StringComparison.Ordinal));
}

/// <summary>A component type and its factory.</summary>
public sealed record ComponentType(string Name, Func<IComponent> Create, IReadOnlyList<string> Versions)
{
    internal bool Has(string version)
    {
        var wanted = version.ToUpperInvariant() is "" or "V0" ? "v1" : version;
        return Versions.Contains(wanted, StringComparer.OrdinalIgnoreCase);
    }
}
