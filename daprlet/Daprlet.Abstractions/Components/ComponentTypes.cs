using Daprlet.Resources;

namespace Daprlet.Components;

/// <summary>The component types that a sidecar knows, each with what creates its backend.</summary>
public sealed class ComponentTypes
{
    /// <summary>Dapr's categories, and what Dapr calls a member of each.</summary>
    private static readonly (string Category, string Noun)[] Categories =
    [
        ("bindings", "binding"), ("configuration", "configuration store"), ("conversation", "conversation"), ("crypto", "crypto provider"), ("lock", "lock store"),
        ("middleware.http", "HTTP middleware"), ("pubsub", "message bus"), ("secretstores", "secret store"), ("state", "state store"), ("workflow", "workflow"),
    ];

    private readonly Dictionary<string, ComponentType> _types = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a type, or replaces the one of that name.</summary>
    /// <param name="type">Such as <c>state.sqlite</c>.</param>
    /// <param name="versions">The versions it has; <c>v0</c>, <c>v1</c> and none are the same to a type with <c>v1</c>.</param>
    public ComponentTypes Add(string type, Func<IComponent> create, params string[] versions)
    {
        _types[type] = new ComponentType(type, create, versions.Length == 0 ? ["v1"] : versions);
        return this;
    }

    /// <summary>Says what a type's metadata cannot do without, for checks before the start; the backend itself still says so when it starts.</summary>
    /// <param name="metadata">Each a name, or several names of one thing separated by <c>|</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no such type.</exception>
    public ComponentTypes Require(string type, params string[] metadata)
    {
        _types[type] = _types[type] with { RequiredMetadata = [.. metadata.Select(names => names.Split('|'))] };
        return this;
    }

    /// <summary>The type in that version, or null.</summary>
    public ComponentType? Find(string type, string version) =>
        CategoryOf(type) is not null && _types.TryGetValue(type, out var found) && found.Has(version) ? found : null;

    public IEnumerable<string> Names => _types.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether a component is of one of Dapr's building blocks and of a type, or a version of it, that is not here.</summary>
    public bool IsMissing(ComponentSpec spec) => CategoryOf(spec.Type) is not (null or "middleware.http") && Find(spec.Type, spec.Version) is null;

    /// <summary>Why there is no backend for a component, or null when there is one.</summary>
    public string? WhyUnknown(ComponentSpec spec)
    {
        if (CategoryOf(spec.Type) is not { } category)
            return $"incorrect type {spec.Type}";
        if (Find(spec.Type, spec.Version) is not null)
            return null;
        var noun = Categories.First(known => known.Category == category).Noun;
        var siblings = Names.Where(name => CategoryOf(name) == category).ToList();
        var offer = siblings.Count == 0 ? "" : $" (of this kind it has {string.Join(", ", siblings)})";
        return $"couldn't find {noun} {spec.Type}/{spec.VersionOrFirst}: daprd may have it, daprlet does not{offer}";
    }

    /// <summary>The building block that a type belongs to, as it stands before the type's last part, or null when Dapr has no such block.</summary>
    public static string? CategoryOf(string type) => Categories.FirstOrDefault(known => type.StartsWith(known.Category + ".", StringComparison.Ordinal)).Category;
}

/// <summary>A component type and its factory.</summary>
public sealed record ComponentType(string Name, Func<IComponent> Create, IReadOnlyList<string> Versions)
{
    /// <summary>What its metadata cannot do without, each under all of its names.</summary>
    public IReadOnlyList<IReadOnlyList<string>> RequiredMetadata { get; init; } = [];

    internal bool Has(string version)
    {
        var wanted = version.ToUpperInvariant() is "" or "V0" ? "v1" : version;
        return Versions.Contains(wanted, StringComparer.OrdinalIgnoreCase);
    }
}
