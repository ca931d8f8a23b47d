using System.Diagnostics;
using System.Text.RegularExpressions;
using Daprlet.Runs;

namespace DaprShop.Tests.Daprlet.Hosting.Runs;

/// <summary><c>daprlet run</c> as a program of its own.</summary>
public sealed class RunCommandTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemplateFolder _folder = new("one", "two", "resources");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_template_runs_until_its_apps_have_ended_each_line_with_its_prefix()
    {
        _folder.With("dapr.yaml", """
            version: 1
            common: { resourcesPaths: [resources] }
            apps:
              - { appDirPath: one, command: ["dotnet", "--version"] }
              - { appDirPath: two, command: ["dotnet", "--version"], appLogDestination: file }
            """);
        var (exitCode, output) = await RunAsync("run", "-f", _folder.Root);
        Assert.Equal(0, exitCode);
        Assert.Matches(new Regex(@"^== APP - one == \d+\.\d+", RegexOptions.Multiline), output);
        Assert.DoesNotContain("== APP - two", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
        var log = Assert.Single(Directory.GetFiles(_folder.At("two/.dapr/logs"), "two_app_*.log"));
        Assert.Matches(@"^\d+\.\d+", await File.ReadAllTextAsync(log));
        Assert.NotEmpty(Directory.GetFiles(_folder.At("one/.dapr/logs"), "one_daprd_*.log"));
    }

    [Fact]
    public async Task One_app_runs_with_flags_and_a_command()
    {
        var (exitCode, output) = await RunAsync("run", "--app-id", "solo", "--resources-path", _folder.At("resources"), "--", "dotnet", "--version");
        Assert.Equal(0, exitCode);
        Assert.Matches(new Regex(@"^== APP == \d+\.\d+", RegexOptions.Multiline), output);
        Assert.Contains("app_id=solo", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program-anywhere", "one: there is no program no-such-program-anywhere")]
    [InlineData("dotnet\"]\n    appPort: [\"x", "apps[0].appPort: must be text")]
    public async Task What_cannot_be_started_is_said_and_nothing_is_started(string program, string reason)
    {
        _folder.With("dapr.yaml", $"version: 1\napps:\n  - appDirPath: one\n    command: [\"{program}\"]\n");
        var (exitCode, output) = await RunAsync("run", "-f", _folder.Root);
        Assert.Equal(1, exitCode);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.DoesNotContain("Started", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RunApp).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        return (process.ExitCode, await output + await error);
    }
}
