namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>A way to run the shop on a cluster: an overlay, with optional components added to it.</summary>
/// <param name="Overlay">A folder of k8s/overlays.</param>
/// <param name="Components">Folders of k8s/components.</param>
internal sealed record Variant(string Overlay, IReadOnlyList<string> Components)
{
    /// <summary>Reads <c>overlay + component + component</c>.</summary>
    public static Variant Parse(string name)
    {
        var parts = name.Split(" + ");
        return new(parts[0], parts[1..]);
    }

    public async Task<string> RenderAsync()
    {
        var overlay = Path.Combine(Repository.Root, "k8s", "overlays", Overlay);
        if (Components.Count == 0) return await Kubectl.KustomizeAsync(overlay);

        // Beside the build, so that the way from the copy to k8s/ is a relative one, as kustomize demands.
        var copy = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "kustomizations", Guid.NewGuid().ToString("N")));
        try
        {
            await CopyAsync(overlay, copy.FullName);
            return await Kubectl.KustomizeAsync(copy.FullName);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    // As a person would do it: a line for each component in the overlay's own list.
    private async Task CopyAsync(string overlay, string copy)
    {
        var up = Path.GetRelativePath(copy, Path.Combine(Repository.Root, "k8s")).Replace('\\', '/');
        foreach (var file in Directory.EnumerateFiles(overlay, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(overlay, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var text = (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n");
            if (Path.GetFileName(file) == "kustomization.yaml")
            {
                Assert.Contains("\ncomponents:\n", text, StringComparison.Ordinal);
                var lines = string.Concat(Components.Select(component => $"  - {up}/components/{component}\n"));
                text = text.Replace("../../", $"{up}/", StringComparison.Ordinal)
                    .Replace("\ncomponents:\n", $"\ncomponents:\n{lines}", StringComparison.Ordinal);
            }

            await File.WriteAllTextAsync(target, text);
        }
    }
}
