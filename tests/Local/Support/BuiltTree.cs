[assembly: AssemblyFixture(typeof(DaprShop.Tests.Local.BuiltTree))]

namespace DaprShop.Tests.Local;

/// <summary>A copy of the built <c>local</c> in a repository of its own, whose run template starts stand-ins instead of the services. Shared by all tests.</summary>
public sealed class BuiltTree : IDisposable
{
    private static readonly string Build = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);
    private static readonly string Framework = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private readonly string _root = Path.Combine(Path.GetTempPath(), $"daprshop-tree-{Guid.NewGuid():N}");

    public BuiltTree()
    {
        var output = Path.Combine(_root, "local", "bin", Build, Framework);
        Copy(Path.Combine(Repository, "local", "bin", Build, Framework), output);
        Program = Path.Combine(output, "local.dll");
        var components = Directory.CreateDirectory(Path.Combine(_root, "components", "embedded")).FullName;
        foreach (var file in new[] { "secrets.yaml", "users-state.yaml" })
            File.Copy(Path.Combine(Repository, "components", "embedded", file), Path.Combine(components, file));
        Copy(Path.Combine(Repository, "components", "policies"), Path.Combine(_root, "components", "policies"));
        foreach (var app in new[] { "Gateway", "Users", "Products" })
            Directory.CreateDirectory(Path.Combine(_root, "services", app));
        File.WriteAllText(Path.Combine(_root, "dapr.yaml"), Template());
    }

    /// <summary>The repository that the copy is of.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The built <c>local.dll</c>.</summary>
    public string Program { get; }

    public string Components => Path.Combine(_root, "components", "embedded");

    /// <summary>The stand-in's program as it stands in the template.</summary>
    public static string StandIn => Path.Combine(Repository, "tests", "StandIn", "bin", Build, Framework, "StandIn.dll");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Template()
    {
        var command = $"[\"dotnet\", \"{StandIn.Replace("\\", "\\\\", StringComparison.Ordinal)}\"]";
        return $"""
            version: 1
            common:
              enableAppHealthCheck: true
              env:
                SHOP_TEST: from the template
            apps:
              - appID: users
                appDirPath: ./services/Users
                appPort: 5101
                command: {command}
              - appID: products
                appDirPath: ./services/Products
                appPort: 5102
                command: {command}
              - appID: gateway
                appDirPath: ./services/Gateway
                appPort: 8080
                command: {command}
            """;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DaprShop.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not run inside the repository");
        return folder.FullName;
    }
}
