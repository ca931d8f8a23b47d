using System.Text.Json;
using Daprlet.Resources;

namespace Daprlet.Components;

/// <summary>How the components of a sidecar differ from those that its resources ask for. One that has changed goes, and comes anew.</summary>
internal sealed record ComponentChanges(IReadOnlyList<ComponentManifest> Gone, IReadOnlyList<ComponentManifest> New)
{
    public bool IsEmpty => Gone.Count + New.Count == 0;

    public static ComponentChanges Between(IReadOnlyList<ComponentManifest> before, IReadOnlyList<ComponentManifest> after)
    {
        var (known, wanted) = (before.Select(Text).ToHashSet(), after.Select(Text).ToHashSet());
        return new ComponentChanges([.. before.Where(manifest => !wanted.Contains(Text(manifest)))], [.. after.Where(manifest => !known.Contains(Text(manifest)))]);
    }

    /// <summary>Whether one of a category is among them, such as <c>pubsub</c>.</summary>
    public bool Touch(string category) => Gone.Concat(New).Any(manifest => ComponentTypes.CategoryOf(manifest.Spec.Type) == category);

    /// <summary>What a manifest says, wherever it stands.</summary>
    private static string Text(ComponentManifest manifest) => JsonSerializer.Serialize(manifest);
}
