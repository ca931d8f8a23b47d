using System.Text.RegularExpressions;

namespace DaprShop.Tests.Repository;

public sealed partial class LayoutTests
{
    private static readonly HashSet<string> TopLevel =
    [
        "services", "components", "daprlet", "local", "samples", "k8s", "images", "tests", "docs", ".ci", ".config",
        "README.md", "CONTRIBUTING.md", "LICENSE", "DaprShop.sln", "dapr.yaml", "global.json", ".editorconfig", ".gitignore", ".dockerignore",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props",
    ];

    [Fact]
    public void Nothing_lies_at_the_top_that_has_no_place_there() =>
        Assert.DoesNotContain(Checkout.Files.Select(file => file.Split('/')[0]).Distinct(), name => !TopLevel.Contains(name));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Checkout.Text("DaprShop.sln").Replace('\\', '/');
        Assert.DoesNotContain(Checkout.Files, file => file.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{file}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_place() =>
        Assert.DoesNotContain(Checkout.Files, file => file.EndsWith(".csproj", StringComparison.Ordinal) && PackageVersion().IsMatch(Checkout.Text(file)));

    [Fact]
    public void No_file_names_a_folder_of_somebodys_machine() =>
        Assert.DoesNotContain(Checkout.Files, file => IsText(file) && MachinePath().IsMatch(Checkout.Text(file)));

    [Fact]
    public void No_secret_and_nothing_that_is_built_is_under_version_control() =>
        Assert.DoesNotContain(Checkout.Files, file => Unwanted().IsMatch(file));

    private static bool IsText(string file) =>
        Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets" or ".json" or ".yaml" or ".yml" or ".md" or ".txt" or ".html" or ".js" or ".css" or ".http" or ".sln" or "" && !file.StartsWith("tests/Repository/", StringComparison.Ordinal);

    [GeneratedRegex("PackageReference[^>]*Version=")]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"(?<![\w.$}~-])(/home/\w|/Users/\w+/|/root/|[A-Z]:\\Users\\)")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"(^|/)(bin|obj|node_modules|\.dapr|TestResults)/|secrets\.json$|\.(sqlite|pfx|pem|key)$")]
    private static partial Regex Unwanted();
}
