using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DaprShop.Testing;

namespace DaprShop.Tests.Repository;

/// <summary>As much of the images as can be shown where nothing builds them.</summary>
public sealed partial class ImageTests
{
    private static readonly string Dockerfile = Checkout.Text("images/Dockerfile");

    [Fact]
    public void What_goes_into_an_image_is_there_and_in_the_context()
    {
        var context = Checkout.Text(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();
        var sources = Copies().SelectMany(words => words[..^1]).ToList();
        Assert.Contains("services", sources);
        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(Checkout.Root, source)), $"{source} is not there"));
        Assert.All(sources, source => Assert.Contains(context, part => source == part || source.StartsWith(part + "/", StringComparison.Ordinal)));
        Assert.All(context, part => Assert.True(Path.Exists(Path.Combine(Checkout.Root, part)), $"{part} is not there"));
    }

    [Fact]
    public void Packages_are_restored_with_every_project_and_before_any_source()
    {
        var before = Instructions().TakeWhile(one => one.Verb != "RUN" || !one.Words.Contains("restore")).Where(one => one.Verb == "COPY").ToList();
        var projects = Checkout.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && (file.StartsWith("services/", StringComparison.Ordinal) || file.StartsWith("local/CardSandbox/", StringComparison.Ordinal))).ToList();

        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.Contains(before, copy => copy.Words.SkipLast(1).Contains(project) && copy.Words[^1] == $"{Path.GetDirectoryName(project)!.Replace('\\', '/')}/"));
        Assert.All(before.SelectMany(copy => copy.Words[..^1]), source => Assert.True(File.Exists(Path.Combine(Checkout.Root, source)), $"{source} changes with more than a project"));
        Assert.True(before.Count < Copies().Count(), "the sources come after them");
    }

    [Fact]
    public void Nothing_in_an_image_runs_as_root() =>
        Assert.Equal([Property("images/PublishContainer.targets", "ContainerUser")], Instructions().Last(one => one.Verb is "USER" or "FROM").Words);

    [Fact]
    public void Both_ways_to_an_image_have_one_base_which_is_that_of_the_framework()
    {
        var stages = From().Matches(Dockerfile).Select(match => match.Groups["image"].Value).ToList();
        var framework = Property("Directory.Build.props", "TargetFramework")["net".Length..];
        Assert.Equal([$"mcr.microsoft.com/dotnet/sdk:{framework}-noble", $"mcr.microsoft.com/dotnet/aspnet:{framework}-noble-chiseled"], stages);
        Assert.Equal(stages[^1], Property("images/PublishContainer.targets", "ContainerBaseImage"));
        Assert.Equal("1654", Property("images/PublishContainer.targets", "ContainerUser"));
    }

    [Theory]
    [InlineData("services/Users/Users.csproj", "daprshop/users")]
    [InlineData("local/CardSandbox/CardSandbox.csproj", "daprshop/card-sandbox")]
    public async Task An_image_is_named_by_its_service_and_tagged_with_version_and_commit(string project, string name)
    {
        var said = JsonNode.Parse(await DotnetAsync("msbuild", project, "-t:TagImage", "-getProperty:ContainerRepository,ContainerImageTags,SourceRevisionId,Version"))!["Properties"]!;
        Assert.Equal(name, (string?)said["ContainerRepository"]);
        Assert.Equal($"{said["Version"]};{said["Version"]}-{((string)said["SourceRevisionId"]!)[..12]}", (string?)said["ContainerImageTags"]);
    }

    [Fact]
    public async Task What_is_published_runs_under_the_name_that_it_has_in_the_image()
    {
        var folder = Directory.CreateTempSubdirectory("image-");
        try
        {
            await DotnetAsync("publish", "services/Gateway/Gateway.csproj", "--no-build", "-c", Configuration(), "-o", folder.FullName);
            var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
            var program = Path.Combine(folder.FullName, "service" + suffix);
            File.Move(Path.Combine(folder.FullName, "Gateway" + suffix), program);
            await AnswersAsync(program, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task AnswersAsync(string program, string folder)
    {
        var port = FreePorts.Take();
        using var service = Process.Start(new ProcessStartInfo(program) { WorkingDirectory = folder, Environment = { ["ASPNETCORE_HTTP_PORTS"] = $"{port}", ["ASPNETCORE_URLS"] = null, ["APP_PORT"] = null }, RedirectStandardOutput = true })!;
        service.OutputDataReceived += (_, _) => { };
        service.BeginOutputReadLine();
        try
        {
            using var client = new HttpClient();
            await Eventually.TrueAsync(async () =>
            {
                Assert.False(service.HasExited);
                try
                {
                    return await client.GetStringAsync($"http://localhost:{port}/healthz") == "Healthy";
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            }, "the published service to answer");
        }
        finally
        {
            service.Kill(entireProcessTree: true);
            await service.WaitForExitAsync();
        }
    }

    private static async Task<string> DotnetAsync(params string[] arguments)
    {
        using var dotnet = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Checkout.Root, RedirectStandardOutput = true })!;
        var output = await dotnet.StandardOutput.ReadToEndAsync();
        await dotnet.WaitForExitAsync();
        Assert.True(dotnet.ExitCode == 0, output);
        return output;
    }

    // The words after COPY of what comes from the context.
    private static IEnumerable<string[]> Copies() => Instructions().Where(one => one.Verb == "COPY").Select(one => one.Words).Where(words => !words.Any(word => word.StartsWith("--from", StringComparison.Ordinal)));

    private static IEnumerable<(string Verb, string[] Words)> Instructions() => Dockerfile.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(words => (words[0], words[1..]));

    private static string Property(string file, string name) => XDocument.Parse(Checkout.Text(file)).Descendants(name).Single().Value;

    private static string Configuration() => Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);

    [GeneratedRegex(@"^FROM (--platform=\S+ )?(?<image>\S+)", RegexOptions.Multiline)]
    private static partial Regex From();
}
