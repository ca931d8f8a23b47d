using System.Diagnostics;
using System.Text.RegularExpressions;
using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>The commands of docs/kubernetes.md, as far as they go without a cluster.</summary>
public sealed partial class DocumentationTests
{
    // Programs that want a cluster only have their files looked for, and say what would be in it; kubectl does what it can without one.
    private const string Stubs = """
        kind() { if [ "$1" = load ]; then echo "image/$3"; fi; }
        helm() { while [ $# -gt 0 ]; do if [ "$1" = --values ]; then test -f "$2"; fi; shift; done; }
        dotnet() { ls "$2"/*.csproj > /dev/null; }
        kubectl() {
          case "$*" in
            "apply -k "*) command kubectl kustomize "$3" > /dev/null ;;
            "apply -f "*) test -f "$3" ;;
            "create secret "*) command kubectl "$@" --dry-run=client --output name ;;
          esac
        }

        """;

    [Fact]
    public async Task The_way_to_the_first_order_can_be_gone_as_it_is_printed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the commands are written for a POSIX shell");
        Kubectl.Require();
        var rendered = await Rendered.OfAsync("dev");
        var commands = string.Join('\n', Blocks().Matches(Section("## From an empty cluster to the first order")).Select(block => block.Groups[1].Value));

        var (exit, output) = await RunAsync(Stubs + commands);

        Assert.True(exit == 0, output);
        Assert.Equal(rendered.Manifests.SelectMany(manifest => manifest.Root.Objects()).SelectMany(SecretTests.SecretsOf).Distinct().Order(), Noted("secret/", output));
        Assert.Equal(rendered.Deployments.SelectMany(deployment => deployment.Containers()).Select(container => container.Text("image")).Order(), Noted("image/", output));
    }

    [Theory]
    [InlineData("dev", "ingress")]
    [InlineData("dev", "gateway-api")]
    [InlineData("dev", "monitoring")]
    [InlineData("production", "monitoring")]
    [InlineData("dev", "keda/redis")]
    [InlineData("production", "keda/kafka")]
    public async Task What_an_option_brings_is_what_is_deleted_by_hand_when_it_goes(string overlay, string option)
    {
        var without = await Rendered.OfAsync(overlay);
        var with = await Rendered.OfAsync($"{overlay} + {option}");
        var brought = with.Manifests.Where(manifest => without.Find(manifest.Kind, manifest.Name) is null).Select(manifest => $"{manifest.Kind.ToLowerInvariant()}/{manifest.Name}");
        var documented = Regex.Match(Repository.Text("docs", "kubernetes.md"), $@"^\| `{option}` \| `([^`]*)` \|", RegexOptions.Multiline);
        Assert.Equal(brought.Order(), documented.Groups[1].Value.Split(' ').Order());
    }

    [Fact]
    public void Files_and_folders_that_the_documentation_names_are_there()
    {
        var text = Repository.Text("docs", "kubernetes.md");
        var paths = Links().Matches(text).Select(link => Path.Combine("docs", link.Groups[1].Value))
            .Concat(Paths().Matches(text).Select(path => path.Value));
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    private static IEnumerable<string> Noted(string kind, string output) =>
        output.Split('\n').Where(line => line.StartsWith(kind, StringComparison.Ordinal)).Select(line => line[kind.Length..]).Order();

    private static string Section(string heading)
    {
        var text = Repository.Text("docs", "kubernetes.md").ReplaceLineEndings("\n");
        var start = text.IndexOf(heading, StringComparison.Ordinal);
        Assert.True(start >= 0, $"there is no section '{heading}'");
        return text[start..text.IndexOf("\n## ", start + heading.Length, StringComparison.Ordinal)];
    }

    private static async Task<(int Exit, string Output)> RunAsync(string commands)
    {
        var start = new ProcessStartInfo("sh", ["-eu"]) { WorkingDirectory = Repository.Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var errors = shell.StandardError.ReadToEndAsync();
        await shell.StandardInput.WriteAsync(commands);
        shell.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await shell.WaitForExitAsync(limit.Token);
        return (shell.ExitCode, await output + await errors);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\]\((\.\./[^)#]+)")]
    private static partial Regex Links();

    [GeneratedRegex(@"k8s/[a-z][a-z/-]*(\.yaml)?")]
    private static partial Regex Paths();
}
