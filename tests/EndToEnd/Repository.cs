namespace DaprShop.Tests.EndToEnd;

/// <summary>Where the repository and its built programs are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The built <c>local</c> program, of the same configuration as the tests.</summary>
    public static string LocalProgram { get; } = Path.Combine(Root, "local", Path.GetRelativePath(Path.Combine(Root, "tests", "EndToEnd"), AppContext.BaseDirectory), "local.dll");

    private static string FindRoot(string start)
    {
        var folder = new DirectoryInfo(start);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DaprShop.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
