namespace DaprShop.Testing.Running;

/// <summary>Where the repository that the tests were built from is, and its programs.</summary>
public static class Repository
{
    /// <summary>The folder of <c>DaprShop.sln</c>.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Debug or Release: programs are run as the tests were built.</summary>
    public static string Configuration { get; } = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);

    /// <summary>The built <c>local</c> program.</summary>
    public static string LocalProgram { get; } = Program("local", "local.dll");

    /// <summary>The built <c>daprlet</c> program.</summary>
    public static string DaprletProgram { get; } = Program("daprlet", "daprlet.dll");

    private static string Program(string folder, string file) =>
        Path.Combine(Root, folder, "bin", Configuration, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), file);

    private static string FindRoot(string start)
    {
        var folder = new DirectoryInfo(start);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DaprShop.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
