using System.Text.RegularExpressions;
using Daprlet.Runs;
using Daprlet.Sidecars;
using DaprShop.Testing;
using DaprShop.Testing.Running;

namespace DaprShop.Tests.Daprlet.Hosting.Runs;

/// <summary>What <c>daprlet run</c> says while apps come, go and cannot be started, and how it ends.</summary>
public sealed class RunLifeTests : IDisposable
{
    private const string Up = "is up and running.";

    private readonly TemplateFolder _folder = new("one", "resources");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_app_with_a_port_is_up_when_it_has_answered_and_again_after_a_crash()
    {
        var port = FreePorts.Take();
        var standIn = Path.Combine(Repository.Root, "tests", "StandIn", "bin", Repository.Configuration, "net10.0", "StandIn.dll");
        await using var run = RunProgram.Start("run", "-a", "shop", "-p", $"{port}", "--resources-path", _folder.At("resources"), "dotnet", standIn);
        await run.SaysAsync($"\"shop\" {Up}");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal("shop", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/environment/APP_ID")));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.PostAsync(new Uri($"http://127.0.0.1:{port}/end/3"), null));
        await run.SaysAsync("\"shop\" is up again after ");

        Assert.Equal("shop", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/environment/APP_ID")));
        Assert.Matches(@"""shop"" is up again after \d+[.,]\d s", run.Output);
        Assert.Single(run.Lines, line => line.Contains(Up, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_that_ends_at_once_is_never_up()
    {
        // The clock stands still, so no app lives for long, however busy the machine is.
        using var output = new StringWriter();
        RunApp[] apps = [new() { Sidecar = new SidecarOptions { AppId = "shop" }, Directory = _folder.Root, Command = ["dotnet", "--version"] }];
        await using var runner = new Runner(apps, new PlainConsole(output, new AnsiColors(false), apps, isTemplate: false), new VirtualTime());

        await runner.StartAsync(TestContext.Current.CancellationToken);
        await runner.Ended.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Contains("has ended with exit code 0", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Up, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_without_a_port_is_up_when_it_has_lived_for_some_seconds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell is Unix's");
        await using var run = RunProgram.Start("run", "-a", "shop", "--resources-path", _folder.At("resources"), "sh", "-c", "sleep 600");

        await run.SaysAsync($"\"shop\" {Up}");
    }

    [Theory]
    [InlineData("no-such-command-anywhere", "was not found (exit code 127)")]
    [InlineData("./file", "cannot be executed (exit code 126)")]
    public async Task An_app_that_cannot_be_started_is_said_once_and_not_tried_again(string command, string reason)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell is Unix's");
        _folder.With("file", "no program").With("dapr.yaml", $"version: 1\ncommon: {{ resourcesPaths: [resources] }}\napps:\n- {{ appDirPath: ., appID: broken, command: [sh, -c, \"{command}\"] }}\n");
        await using var run = RunProgram.Start("run", "-f", _folder.Root);

        Assert.Equal(1, await run.EndedAsync());
        var line = Assert.Single(run.Lines, line => line.Contains("cannot be started", StringComparison.Ordinal));
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.Single(run.Lines, line => line.Contains("Started app", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_is_not_executable_is_said_before_anything_starts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "permissions are Unix's");
        _folder.With("file", "#!/bin/sh\n");
        await using var run = RunProgram.Start("run", "-a", "broken", "--resources-path", _folder.At("resources"), _folder.At("file"));

        Assert.Equal(1, await run.EndedAsync());
        Assert.Contains("is not executable; make it so with chmod +x", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Started", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_in_one_word_is_refused_with_a_hint()
    {
        await using var run = RunProgram.Start("run", "-a", "broken", "dotnet --version");

        Assert.Equal(1, await run.EndedAsync());
        Assert.Contains("program and arguments are words of their own", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_command_the_sidecar_runs_until_Ctrl_C()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix's");
        await using var run = RunProgram.Start("run", "--app-id", "basket", "--app-port", $"{FreePorts.Take()}", "--resources-path", _folder.At("resources"));
        await run.SaysAsync("waiting for application to listen on port");

        run.Interrupt();

        Assert.Equal(0, await run.EndedAsync());
        Assert.Contains("Ctrl-C again ends everything at once", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_Ctrl_C_ends_at_once_an_app_that_does_not_want_to_and_leaves_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix's");
        await using var run = RunProgram.Start(
            "run", "-a", "stubborn", "--resources-path", _folder.At("resources"), "sh", "-c", "trap '' INT TERM; echo ready; while true; do sleep 1; done");
        await run.SaysAsync("ready");
        var process = int.Parse(Regex.Match(run.Output, @"Started app ""stubborn"", process (\d+)").Groups[1].Value);

        run.Interrupt();
        await run.SaysAsync("Stopping ...");
        await Eventually.TrueAsync(
            () =>
            {
                run.Interrupt();
                return run.Output.Contains("Ending everything at once.", StringComparison.Ordinal);
            }, "the forced end");

        await run.EndedAsync();
        await Eventually.TrueAsync(() => !RunProgram.IsAlive(process), "the app's end");
    }

    [Fact]
    public async Task Beside_a_template_flags_that_do_not_apply_are_ignored_with_a_warning_and_logs_are_JSON()
    {
        _folder.With("dapr.yaml", "version: 1\ncommon: { resourcesPaths: [resources] }\napps:\n- { appDirPath: one, command: [dotnet, --version], daprdLogDestination: console }\n");
        await using var run = RunProgram.Start("run", "--run-file=" + _folder.At("dapr.yaml"), "--log-as-json", "--app-port", "5000");

        Assert.Equal(0, await run.EndedAsync());
        Assert.Contains("ignored with --run-file and should be configured in the run file instead: --app-port", run.Output, StringComparison.Ordinal);
        Assert.Contains("{\"app_id\":\"one\"", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("daprlet run -f", "--help")]
    [InlineData("daprlet run -f", "-h")]
    [InlineData("daprlet run -f", "help")]
    [InlineData("daprlet run -f")]
    [InlineData("--run-file", "run", "--help")]
    [InlineData("--run-file", "run", "-h")]
    [InlineData("--run-file", "run", "help")]
    [InlineData("--run-file", "run")]
    [InlineData("--run-file", "help", "run")]
    [InlineData("--metadata NAME=VALUE", "configuration", "--help")]
    [InlineData("--metadata NAME=VALUE", "configuration")]
    [InlineData("--metadata NAME=VALUE", "configuration", "set", "-h")]
    [InlineData("--metadata NAME=VALUE", "help", "configuration")]
    public async Task Help_is_there_on_every_level_and_no_error(string said, params string[] arguments)
    {
        await using var run = RunProgram.Start(arguments);

        Assert.Equal(0, await run.EndedAsync());
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP_PROXY", "::::")]
    [InlineData("DAPRLET_FAULTS", "nonsense\nand more")]
    [InlineData("DAPRLET_REGISTRY", "/dev/null/x")]
    public async Task A_wrong_environment_is_one_line(string variable, string value)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the path is Unix's");
        await using var run = RunProgram.Start(new Dictionary<string, string> { [variable] = value }, "--app-id", "a", "--dapr-http-port", "0", "--dapr-grpc-port", "0", "--log-level", "fatal");

        Assert.Equal(1, await run.EndedAsync());
        Assert.Single(run.Lines);
    }
}
