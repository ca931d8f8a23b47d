namespace DaprShop.Local;

/// <summary>Where things lie in the repository that this program was built from.</summary>
internal sealed class Repository
{
    private Repository(string root) => Root = root;

    public string Root { get; }

    public string RunTemplate => Path.Combine(Root, "dapr.yaml");

    /// <summary>What holds whatever backends stand behind the sidecars.</summary>
    public string Policies => Path.Combine(Root, "components", "policies");

    public string EmbeddedComponents => Path.Combine(Root, "components", "embedded");

    public string DefaultData => Path.Combine(Root, ".dapr");

    /// <summary>Debug or Release: the services are run as this program was built.</summary>
    public static string Configuration => Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);

    /// <exception cref="LocalException">This program does not lie in a repository.</exception>
    public static Repository Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "dapr.yaml")))
                return new Repository(folder.FullName);
        }
        throw new LocalException($"There is no dapr.yaml in any folder above {AppContext.BaseDirectory}; run this program with `dotnet run --project local`.");
    }
}
