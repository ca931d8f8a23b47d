using System.Diagnostics;
using System.Net;
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

    [Fact]
    public async Task The_checkout_closes_and_opens_by_the_command_that_is_printed()
    {
        await using var shop = await Shop.StartAsync(); // of its own: in the other one people buy
        var command = CloseTheCheckout().Match(Section("## What to try next")).Groups[1].Value
            .Replace(".dapr/", $"{shop.Data}/", StringComparison.Ordinal);
        var product = await (await shop.AdministratorAsync()).AddProductAsync(stock: 5);
        var customer = await shop.NewCustomerAsync();
        await customer.SendAsync(HttpMethod.Post, "/api/v1/basket/items", new { productId = product, quantity = 1 });

        await SetAsync(command);
        await Eventually.TrueAsync(() => IsClosedAsync(customer), "the checkout to be closed");
        var closed = await customer.CheckOutOnceAsync("click");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "checkout_maintenance"), (closed.Status, closed.Text("code")));

        await SetAsync(command.Replace(" true", " false", StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => !await IsClosedAsync(customer), "the checkout to be open");
        Assert.Equal(HttpStatusCode.Created, (await customer.CheckOutAsync("click")).Status);
    }

    private static async Task<bool> IsClosedAsync(Customer customer) =>
        (await customer.GetAsync("/api/v1/basket")).Body?["checkoutClosed"]?.GetValue<bool>() == true;

    private static async Task SetAsync(string command)
    {
        var words = command.Split(' ');
        var start = new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var program = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var output = program.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = program.StandardError.ReadToEndAsync(limit.Token);
        await program.WaitForExitAsync(limit.Token);
        Assert.True(program.ExitCode == 0, await output + await errors);
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

    [GeneratedRegex(@"\| close the checkout \| `([^`]+)`")]
    private static partial Regex CloseTheCheckout();
}
