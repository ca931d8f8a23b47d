using DaprShop.Tests.Daprlet.Hosting.Runs;

namespace DaprShop.Tests.Daprlet.Hosting.Commands;

/// <summary>With which exit code daprlet ends when it does not begin: scripts that start daprd, or <c>dapr run</c>, look at it.</summary>
public sealed class ExitCodeTests
{
    /// <summary>daprd: pflag, <c>ExitOnError</c>, and what daprd looks at after it (1.18.3, cmd/daprd/options).</summary>
    [Theory]
    [InlineData(0, "--help")]
    [InlineData(0, "--version")]
    [InlineData(2, "--no-such-flag")]
    [InlineData(2, "-no-such-flag")]
    [InlineData(2, "--app-id", "a", "--no-such-flag=1")]
    [InlineData(2, "--app-id")]
    [InlineData(2, "--=x")]
    [InlineData(2, "--app-id", "a", "--enable-metrics=maybe")]
    [InlineData(2, "--app-id", "a", "--app-max-concurrency", "many")]
    [InlineData(2, "--app-id", "a", "--dapr-graceful-shutdown-seconds", "5s")]
    [InlineData(2, "--app-id", "a", "--app-health-probe-timeout", "0.5")]
    [InlineData(2, "--app-id", "a", "--dapr-block-shutdown-duration", "soon")]
    [InlineData(2, "frobnicate")]
    [InlineData(1, "--app-port", "5000")]
    [InlineData(1, "--app-id", "a.b")]
    [InlineData(1, "--app-id", "a", "--dapr-http-port", "many")]
    [InlineData(1, "--app-id", "a", "--dapr-http-port", "99999")]
    [InlineData(1, "--app-id", "a", "--max-body-size", "4MB")]
    [InlineData(1, "--app-id", "a", "--app-protocol", "ftp")]
    [InlineData(1, "--app-id", "a", "--resources-path", "no/such/folder")]
    public async Task In_daprds_place_it_is_daprds(int code, params string[] arguments)
    {
        await using var program = RunProgram.Start(arguments);
        Assert.Equal(code, await program.EndedAsync());
    }

    /// <summary>Dapr's CLI: <c>os.Exit(-1)</c> when cobra refuses the line, 1 for all that comes later (cmd/dapr.go, cmd/run.go).</summary>
    [Theory]
    [InlineData(0, "--help")]
    [InlineData(-1, "--no-such-flag", "true")]
    [InlineData(-1, "-x", "true")]
    [InlineData(-1, "--app-id")]
    [InlineData(-1, "--app-port", "many", "true")]
    [InlineData(-1, "--enable-app-health-check=maybe", "true")]
    [InlineData(1, "--app-port", "99999", "true")]
    [InlineData(1, "--app-id", "a.b", "true")]
    [InlineData(1, "--run-file", "no-such-file.yaml")]
    public async Task A_run_ends_like_one_of_Daprs_CLI(int code, params string[] arguments)
    {
        await using var program = RunProgram.Start(["run", .. arguments]);
        Assert.Equal(OperatingSystem.IsWindows() ? code : code & 0xFF, await program.EndedAsync());
    }
}
