namespace Daprlet.Commands;

/// <summary>Every flag of daprlet in daprd's place, and of <c>daprlet run</c>.</summary>
internal static class FlagTable
{
    private static readonly string[] Protocols = ["http", "https", "h2c", "grpc", "grpcs"];
    private static readonly string[] Levels = ["debug", "info", "warn", "warning", "error", "fatal", "panic"];

    public static IReadOnlyList<Flag> All { get; } =
    [
        new("app-id", FlagKind.Text, "name of the app, by which others find it; no dots; `daprlet run` makes one up where there is none") { Short = 'a' },
        new("app-port", FlagKind.Port, "port that the app listens on; without one there is no app") { Short = 'p' },
        new("app-protocol", FlagKind.Text, "what the app speaks") { Short = 'P', Default = "http", Choices = Protocols },
        new("app-channel-address", FlagKind.Text, "address or host name that the app listens on") { Default = "127.0.0.1" },
        new("app-max-concurrency", FlagKind.Number, "calls to the app at once; -1 for no limit") { Default = "-1" },
        new("enable-app-health-check", FlagKind.Switch, "checks the app's health"),
        new("app-health-check-path", FlagKind.Text, "path of the health check, over HTTP") { Default = "/healthz" },
        new("app-health-probe-interval", FlagKind.Seconds, "seconds between health checks") { Default = "5" },
        new("app-health-probe-timeout", FlagKind.Milliseconds, "milliseconds that a health check may take") { Default = "500" },
        new("app-health-threshold", FlagKind.Number, "failures in a row after which the app is unhealthy") { Default = "3" },
        new("app-binding-options-timeout", FlagKind.Duration, "how long the app may take to say whether it wants an input binding") { Default = "3s" },
        new("disable-init-endpoints", FlagKind.List, "what the app is not asked for at the start: config, subscribe"),
        new("dapr-http-port", FlagKind.Port, "port of the HTTP API; 0 takes a free one") { Short = 'H', Default = "3500", RunDefault = "0" },
        new("dapr-grpc-port", FlagKind.Port, "port of the gRPC API; 0 takes a free one") { Short = 'G', Default = "50001", RunDefault = "0" },
        new("dapr-internal-grpc-port", FlagKind.Port, "port for other sidecars; 0 takes a free one") { Short = 'I', Default = "0" },
        new("dapr-listen-addresses", FlagKind.List, "addresses or host names that the API listens on; none for all"),
        new("dapr-public-port", FlagKind.Port, "port with health and metadata alone"),
        new("dapr-public-listen-address", FlagKind.Text, "address of the public port; none for all"),
        new("metrics-port", FlagKind.Port, "port of the metrics, for Prometheus; without it there are none") { Short = 'M' },
        new("metrics-listen-address", FlagKind.Text, "address of the metrics' port; none for all"),
        new("enable-metrics", FlagKind.Switch, "serves metrics, where they have a port") { Default = "true" },
        new("resources-path", FlagKind.List, "folder of components and other resources"),
        new("components-path", FlagKind.List, "as resources-path") { Short = 'd', Successor = "resources-path" },
        new("config", FlagKind.List, "file with a Configuration") { Short = 'c' },
        new("placement-host-address", FlagKind.Text, "an empty one turns actors off; daprlet places actors itself"),
        new("allowed-origins", FlagKind.Text, "origins whose pages may call the API, with commas between; * for all"),
        new("max-body-size", FlagKind.Size, "largest request body") { Default = "4Mi" },
        new("dapr-http-max-request-size", FlagKind.Number, "the same in MiB") { Successor = "max-body-size" },
        new("read-buffer-size", FlagKind.Size, "largest header block") { Default = "4Ki" },
        new("dapr-http-read-buffer-size", FlagKind.Number, "the same in KiB") { Successor = "read-buffer-size" },
        new("dapr-graceful-shutdown-seconds", FlagKind.Seconds, "how long a stop waits for what is under way") { Default = "5" },
        new("dapr-block-shutdown-duration", FlagKind.Duration, "how long a stop is put off, while the app is healthy"),
        new("log-level", FlagKind.Text, "what is logged") { Default = "info", Choices = Levels },
        new("log-as-json", FlagKind.Switch, "logs in JSON"),
        new("app-ssl", FlagKind.Switch, "as app-protocol https or grpcs") { Successor = "app-protocol" },
        new("run-file", FlagKind.Text, "run template, a folder with a dapr.yaml, or - for standard input") { Short = 'f', Use = FlagUse.Run },
        new("kubernetes", FlagKind.Switch, "refused: that is for Dapr's own CLI") { Short = 'k', Use = FlagUse.Run },
        new("version", FlagKind.Switch, "prints Dapr's version that daprlet follows, and ends") { Use = FlagUse.Sidecar },
        new("build-info", FlagKind.Switch, "prints the version in daprd's form, and ends") { Use = FlagUse.Sidecar },
        new("help", FlagKind.Switch, "prints this, and ends") { Short = 'h' },
        .. WithoutEffect(FlagKind.Port, FlagUse.Everywhere, "profile-port"),
        .. WithoutEffect(FlagKind.Switch, FlagUse.Everywhere, "enable-profiling", "enable-api-logging", "enable-mtls", "disable-builtin-k8s-secret-store", "log-compression", "wait"),
        .. WithoutEffect(FlagKind.Number, FlagUse.Everywhere, "scheduler-job-streams", "log-file-max-size", "log-file-max-backups", "log-file-max-age"),
        .. WithoutEffect(FlagKind.Duration, FlagUse.Everywhere, "actors-disseminate-timeout", "hot-reload-reconcile-interval"),
        .. WithoutEffect(
            FlagKind.Text, FlagUse.Everywhere, "mode", "scheduler-host-address", "control-plane-address", "control-plane-trust-domain", "control-plane-namespace", "sentry-address",
            "sentry-request-jwt-audiences", "dapr-internal-grpc-listen-address", "log-file", "log-outputs", "log-timestamp-format", "reminders-service", "actors-service"),
        new("unix-domain-socket", FlagKind.Text, WithoutEffectText) { Short = 'u', HasEffect = false },
        .. WithoutEffect(FlagKind.Text, FlagUse.Run, "runtime-path"),
    ];

    private const string WithoutEffectText = "accepted, without effect";

    /// <summary>Null where a command has no flag of the name.</summary>
    public static Flag? Find(string name, FlagUse use) => All.FirstOrDefault(flag => flag.Name == name && flag.Use.HasFlag(use));

    private static IEnumerable<Flag> WithoutEffect(FlagKind kind, FlagUse use, params IEnumerable<string> names) =>
        names.Select(name => new Flag(name, kind, WithoutEffectText) { Use = use, HasEffect = false });
}
