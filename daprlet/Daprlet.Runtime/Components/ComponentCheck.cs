using Daprlet.Resources;

namespace Daprlet.Components;

/// <summary>What can be said against a component before anything is started.</summary>
internal static class ComponentCheck
{
    /// <summary>Why the component cannot be initialised, as far as its manifest shows; empty when nothing speaks against it.</summary>
    /// <param name="environment">Where its <c>envRef</c>s are looked up.</param>
    public static IEnumerable<string> FindProblems(ComponentManifest manifest, ComponentTypes types, IReadOnlyDictionary<string, string> environment)
    {
        if (manifest.Name.Length == 0)
            yield return "it has no name (metadata.name)";
        if (ComponentTypes.CategoryOf(manifest.Spec.Type) == "middleware.http")
            yield break; // instantiated only where a pipeline refers to it
        if (types.Find(manifest.Spec.Type, manifest.Spec.Version) is not { } type)
        {
            yield return manifest.Spec.Type.Length == 0 ? "it has no type (spec.type)" : types.WhyUnknown(manifest.Spec)!;
            yield break;
        }
        foreach (var names in type.RequiredMetadata)
        {
            if (WhyMissing(manifest, names, environment) is { } missing)
                yield return missing;
        }
    }

    private static string? WhyMissing(ComponentManifest manifest, IReadOnlyList<string> names, IReadOnlyDictionary<string, string> environment)
    {
        var items = manifest.Spec.Metadata.Where(item => names.Contains(item.Name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (items.Any(item => item.Text.Length > 0 || item.Secret is not null || environment.GetValueOrDefault(item.EnvRef, "").Length > 0))
            return null;
        return items.FirstOrDefault(item => item.IsVariable) is { } reference
            ? $"missing metadata {reference.Name}: the environment variable {reference.EnvRef} is not set for the sidecar"
            : $"missing metadata {string.Join(" or ", names)}";
    }
}
