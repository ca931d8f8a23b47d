using System.Diagnostics;
using System.Text.Json.Nodes;
using Daprlet.Resources;

namespace DaprShop.Tests.Repository;

/// <summary>The repository that the tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every file that is, or would be, under version control, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = Git("ls-files", "--cached", "--others", "--exclude-standard");

    /// <summary>The names of the component sets: the folders of components/ but for the policies.</summary>
    public static IEnumerable<string> ComponentSets =>
        Directory.GetDirectories(Path.Combine(Root, "components")).Select(folder => Path.GetFileName(folder)).Where(name => name != "policies");

    /// <summary>The components of a set.</summary>
    public static IReadOnlyList<ComponentManifest> Components(string set) =>
        [.. ResourceFolder.Read(Path.Combine(Root, "components", set), broken => throw broken).Where(document => document.Kind == "Component").Select(document => document.Decode<ComponentManifest>() with { File = document.File })];

    /// <summary>The files of a set, relative to the root, but for the one that hands them to a cluster.</summary>
    public static IEnumerable<string> ComponentFiles(string set) => Directory.GetFiles(Path.Combine(Root, "components", set))
        .Where(file => Path.GetFileName(file) != "kustomization.yaml").Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal);

    public static JsonObject Yaml(string path) => (JsonObject)YamlJson.Parse(Text(path))!;

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DaprShop.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not run inside the repository");
        return folder.FullName;
    }

    private static IReadOnlyList<string> Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Root, RedirectStandardOutput = true };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(Root, file)))];
    }
}
