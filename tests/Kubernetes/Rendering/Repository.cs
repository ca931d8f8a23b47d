namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folders under k8s/ that have a kustomization, relative to k8s/ and with forward slashes.</summary>
    public static IReadOnlyList<string> Kustomizations { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "k8s"), "kustomization.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Path.Combine(Root, "k8s"), Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public static string Text(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DaprShop.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not run inside the repository");
        return folder.FullName;
    }
}
