using Daprlet.Resources;
using Daprlet.Sidecars;

namespace Daprlet.Hosting;

/// <summary>
/// Finds components that several sidecars of a run are to share, and that name a file by a relative path: each sidecar would take it from its own folder,
/// and the apps would never meet.
/// </summary>
internal static class SharedFileCheck
{
    private static readonly string[] SharedTypes = ["pubsub.sqlite", "configuration.sqlite"];

    /// <summary>Types whose keys have the app id in front, unless <c>keyPrefix</c> says otherwise.</summary>
    private static readonly string[] PrefixedTypes = ["state.sqlite", "lock.sqlite"];

    /// <param name="sidecars">Each with the components from its folders.</param>
    public static IEnumerable<ResourceProblem> FindProblems(IEnumerable<(SidecarOptions Options, IReadOnlyList<ComponentManifest> Components)> sidecars)
    {
        var uses = sidecars.SelectMany(sidecar => sidecar.Components, (sidecar, component) => new Use(sidecar.Options, component)).Where(use => use.Path is not null);
        foreach (var shared in uses.GroupBy(use => (use.Component.File, use.Component.Name)).Where(shared => shared.Key.File is not null))
        {
            var files = shared.DistinctBy(use => use.FullPath).ToList();
            if (files.Count > 1)
                yield return new ResourceProblem(shared.Key.File, shared.Key.Name, $"its database {files[0].Path} starts at the folder of each app, so {string.Join(" and ", files.Select(use => $"{use.Options.AppId} ({use.FullPath})"))} would have one each and never meet: give one path that means the same file in every folder, such as a full path");
        }
    }

    /// <summary>A component in a sidecar.</summary>
    private sealed record Use(SidecarOptions Options, ComponentManifest Component)
    {
        /// <summary>The file as the component names it; null when it is not relative, or nobody means to share it.</summary>
        public string? Path { get; } = IsShared(Component) && File(Options, Component) is { Length: > 0 } path && !path.Contains('\0', StringComparison.Ordinal) && !System.IO.Path.IsPathRooted(path) && !path.StartsWith(":memory:", StringComparison.Ordinal) ? path : null;

        public string? FullPath => Path is null ? null : System.IO.Path.GetFullPath(Path, Options.WorkingDirectory);
    }

    private static bool IsShared(ComponentManifest component)
    {
        if (SharedTypes.Contains(component.Spec.Type, StringComparer.OrdinalIgnoreCase))
            return true;
        var prefix = Item(component, "keyPrefix")?.Text ?? "";
        return PrefixedTypes.Contains(component.Spec.Type, StringComparer.OrdinalIgnoreCase) && prefix.Length > 0 && !prefix.Equals("appid", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The path in the connection string: what is before its options, without the scheme.</summary>
    private static string? File(SidecarOptions options, ComponentManifest component)
    {
        if ((Item(component, "connectionString") ?? Item(component, "url")) is not { Secret: null } item)
            return null;
        var text = item.IsVariable ? options.Environment.GetValueOrDefault(item.EnvRef, "") : item.Text;
        var path = text.Split('?')[0];
        return path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? path["file:".Length..] : path;
    }

    private static MetadataItem? Item(ComponentManifest component, string name) =>
        component.Spec.Metadata.LastOrDefault(item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
