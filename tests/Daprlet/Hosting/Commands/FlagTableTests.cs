using Daprlet.Commands;
using DaprShop.Testing.Running;

namespace DaprShop.Tests.Daprlet.Hosting.Commands;

/// <summary>One table stands behind parsing, help and documentation.</summary>
public sealed class FlagTableTests
{
    /// <summary>daprd 1.18 (cmd/daprd/options, and those that it takes from its logger and its metrics).</summary>
    private static readonly string[] FlagsOfDaprd =
    [
        "mode", "dapr-http-port", "dapr-listen-addresses", "dapr-public-port", "dapr-public-listen-address", "dapr-grpc-port", "dapr-internal-grpc-port", "dapr-internal-grpc-listen-address",
        "app-port", "profile-port", "app-protocol", "components-path", "resources-path", "config", "app-id", "control-plane-address", "sentry-address", "control-plane-trust-domain",
        "control-plane-namespace", "sentry-request-jwt-audiences", "allowed-origins", "enable-profiling", "version", "build-info", "wait", "app-max-concurrency", "enable-mtls", "app-ssl",
        "dapr-http-max-request-size", "max-body-size", "dapr-http-read-buffer-size", "read-buffer-size", "unix-domain-socket", "dapr-graceful-shutdown-seconds", "dapr-block-shutdown-duration",
        "enable-api-logging", "disable-builtin-k8s-secret-store", "enable-app-health-check", "app-health-check-path", "app-health-probe-interval", "app-health-probe-timeout",
        "app-health-threshold", "app-channel-address", "disable-init-endpoints", "placement-host-address", "scheduler-host-address", "scheduler-job-streams", "actors-disseminate-timeout",
        "hot-reload-reconcile-interval", "app-binding-options-timeout", "reminders-service", "actors-service", "log-level", "log-file", "log-as-json", "metrics-port", "metrics-listen-address",
        "enable-metrics",
    ];

    /// <summary>Dapr's CLI (cmd/run.go, and those of its root command).</summary>
    private static readonly string[] FlagsOfTheCli =
    [
        "app-port", "app-id", "config", "dapr-http-port", "dapr-grpc-port", "dapr-internal-grpc-port", "enable-profiling", "profile-port", "log-level", "app-max-concurrency", "app-protocol",
        "components-path", "resources-path", "placement-host-address", "scheduler-host-address", "app-ssl", "metrics-port", "help", "max-body-size", "read-buffer-size", "unix-domain-socket",
        "enable-app-health-check", "app-health-check-path", "app-health-probe-interval", "app-health-probe-timeout", "app-health-threshold", "enable-api-logging", "kubernetes",
        "dapr-listen-addresses", "run-file", "app-channel-address", "log-as-json", "runtime-path",
    ];

    [Fact]
    public void Every_flag_of_daprd_and_of_its_CLI_is_taken()
    {
        Assert.All(FlagsOfDaprd, name => Assert.NotNull(FlagTable.Find(name, FlagUse.Sidecar)));
        Assert.All(FlagsOfTheCli, name => Assert.NotNull(FlagTable.Find(name, FlagUse.Run)));
    }

    [Fact]
    public void No_name_and_no_letter_stands_for_two_flags()
    {
        Assert.Equal(FlagTable.All.Count, FlagTable.All.Select(flag => flag.Name).Distinct().Count());
        var letters = FlagTable.All.Select(flag => flag.Short).OfType<char>().ToList();
        Assert.Equal(letters.Count, letters.Distinct().Count());
    }

    [Fact]
    public void Every_default_is_a_value_that_the_flag_takes()
    {
        foreach (var flag in FlagTable.All)
        {
            if (flag.Default is { } value)
                FlagValue.Check(flag, value, FlagUse.Sidecar);
            if (flag.RunDefault is { } inRun)
                FlagValue.Check(flag, inRun, FlagUse.Run);
        }
    }

    [Fact]
    public void Help_and_documentation_have_every_flag()
    {
        Assert.All(FlagTable.All.Where(flag => flag.Use.HasFlag(FlagUse.Sidecar)), flag => Assert.Contains($"--{flag.Name}", FlagHelp.Of(FlagUse.Sidecar), StringComparison.Ordinal));
        Assert.All(FlagTable.All.Where(flag => flag.Use.HasFlag(FlagUse.Run)), flag => Assert.Contains($"--{flag.Name}", FlagHelp.Of(FlagUse.Run), StringComparison.Ordinal));
        var documentation = File.ReadAllText(Path.Combine(Repository.Root, "docs", "daprlet.md"));
        Assert.True(documentation.ReplaceLineEndings("\n").Contains(FlagHelp.Markdown(), StringComparison.Ordinal), $"docs/daprlet.md, \"Flags\", must have this table:\n\n{FlagHelp.Markdown()}");
    }
}
