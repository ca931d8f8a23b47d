using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DaprShop.Tests.EndToEnd;

/// <summary>The README's commands do what the README says.</summary>
public sealed partial class ReadmeTests(SharedShop shared)
{
    // A person repeats what the shop says it cannot answer now, as it may on a machine that is busy with other tests.
    private const string Patience = "curl() { command curl --fail --retry 10 --retry-delay 1 \"$@\"; }\n";

    [Fact]
    public async Task The_tour_runs_as_it_is_printed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the tour is written for a POSIX shell");
        var tour = Section("## A tour");
        var commands = string.Join('\n', Blocks().Matches(tour).Select(block => block.Groups[1].Value))
            .Replace("http://localhost:8080", $"http://localhost:{shared.Shop.Port}", StringComparison.Ordinal)
            .Replace(".dapr/", $"{shared.Shop.Data}/", StringComparison.Ordinal);

        var (exit, output) = await RunAsync(Patience + commands);

        Assert.True(exit == 0, output);
        Assert.Contains("\"status\":\"AwaitingPayment\"", output, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"Completed\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"code\":", output, StringComparison.Ordinal);
    }

    private static string Section(string heading)
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var start = readme.IndexOf(heading, StringComparison.Ordinal);
        Assert.True(start >= 0, $"the README has no section '{heading}'");
        var end = readme.IndexOf("\n## ", start + heading.Length, StringComparison.Ordinal);
        return readme[start..(end < 0 ? readme.Length : end)];
    }

    private static async Task<(int Exit, string Output)> RunAsync(string commands)
    {
        var start = new ProcessStartInfo("sh") { WorkingDirectory = Repository.Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-eu");
        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteAsync(commands);
        shell.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var output = shell.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = shell.StandardError.ReadToEndAsync(limit.Token);
        await shell.WaitForExitAsync(limit.Token);
        return (shell.ExitCode, await output + await errors);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
