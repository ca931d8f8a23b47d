using System.Text.Json;

namespace DaprShop.Testing.Components;

/// <summary>
/// What Dapr's components of some types take, for the types that the shop uses: component-facts.json, a trimmed copy of what
/// <c>metadata.yaml</c> of each says in dapr/components-contrib 1.18. One line differs: <c>fileName</c> of <c>bindings.localstorage</c> comes with each request.
/// </summary>
public sealed record ComponentFacts
{
    private static readonly Dictionary<string, ComponentFacts> Types = Read();

    /// <summary>What is taken whatever the way to log in.</summary>
    public IReadOnlyDictionary<string, MetadataFact> Metadata { get; init; } = new Dictionary<string, MetadataFact>();

    /// <summary>The ways to log in, one of which a component has to choose; none when there is nothing to choose.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, MetadataFact>> Profiles { get; init; } = [];

    /// <summary>The facts of a type, or null when there are none.</summary>
    /// <param name="type">Type and version, such as <c>state.redis/v1</c>.</param>
    public static ComponentFacts? Of(string type) => Types.GetValueOrDefault(type);

    private static Dictionary<string, ComponentFacts> Read()
    {
        using var file = typeof(ComponentFacts).Assembly.GetManifestResourceStream("component-facts.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, ComponentFacts>>(file, JsonSerializerOptions.Web)!;
    }
}

/// <summary>What Dapr says of one name of a component's metadata.</summary>
public sealed record MetadataFact
{
    public bool Required { get; init; }

    /// <summary><c>string</c>, <c>number</c>, <c>bool</c>, <c>duration</c>, <c>bytesize</c>; empty where Dapr says none.</summary>
    public string Type { get; init; } = "";

    /// <summary>The values that there are; empty where any is right.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>Whether the value must not stand in a file.</summary>
    public bool Sensitive { get; init; }
}
