using Daprlet.Components;
using Daprlet.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Daprlet.Sidecars;

/// <summary>What one sidecar is started with. Names and defaults are those of daprd's flags unless said otherwise.</summary>
public sealed record SidecarOptions
{
    internal static readonly TimeSpan DefaultBindingOptionsTimeout = TimeSpan.FromSeconds(3);
    internal static readonly TimeSpan DefaultGracefulShutdown = TimeSpan.FromSeconds(5);

    public required string AppId { get; init; }

    /// <summary>The port that the app listens on; null when there is no app.</summary>
    public int? AppPort { get; init; }

    /// <summary><c>http</c>, <c>https</c>, <c>h2c</c>, <c>grpc</c> or <c>grpcs</c>.</summary>
    public string AppProtocol { get; init; } = "http";

    /// <summary>Whether the app speaks gRPC.</summary>
    internal bool IsGrpcApp => AppProtocol is "grpc" or "grpcs";

    public string AppChannelAddress { get; init; } = "127.0.0.1";

    /// <summary>Calls to the app at once; zero or less means no limit.</summary>
    public int AppMaxConcurrency { get; init; } = -1;

    /// <summary>The port of the HTTP API; 0 takes a free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>The port of the gRPC API; 0 takes a free one, null does without.</summary>
    public int? GrpcPort { get; init; } = 0;

    /// <summary>The port for calls from other sidecars; 0 takes a free one.</summary>
    public int InternalPort { get; init; }

    /// <summary>A port with health and metadata only; null for none.</summary>
    public int? PublicPort { get; init; }

    /// <summary>The address of <see cref="PublicPort"/>; empty means all.</summary>
    public string PublicListenAddress { get; init; } = "127.0.0.1";

    /// <summary>The port of the metrics, for Prometheus; null for none, 0 takes a free one.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>The address of <see cref="MetricsPort"/>; empty means all.</summary>
    public string MetricsListenAddress { get; init; } = "127.0.0.1";

    /// <summary>Origins whose pages may call the API, with commas between; <c>*</c> for all, empty for none.</summary>
    public string AllowedOrigins { get; init; } = "";

    /// <summary>Addresses that the API listens on, over HTTP and gRPC; none means all.</summary>
    public IReadOnlyList<string> ListenAddresses { get; init; } = ["127.0.0.1"];

    public IReadOnlyList<string> ResourcesPaths { get; init; } = [];

    public IReadOnlyList<string> ConfigFiles { get; init; } = [];

    /// <summary>Components that come from code, beside those of the resource folders.</summary>
    public IReadOnlyList<ComponentManifest> Components { get; init; } = [];

    /// <summary>The largest request body in bytes.</summary>
    public long MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest header block in bytes.</summary>
    public int ReadBufferBytes { get; init; } = 4 * 1024;

    /// <summary>Health checks of the app; null when they are off.</summary>
    public AppHealthOptions? AppHealth { get; init; }

    /// <summary>How long the app may take to answer whether it wants the events of an input binding.</summary>
    public TimeSpan AppBindingOptionsTimeout { get; init; } = DefaultBindingOptionsTimeout;

    /// <summary>Whether there are actors; without them it is as with a daprd that has no placement service.</summary>
    public bool HasActors { get; init; } = true;

    /// <summary>Whether the app is asked for its configuration (<c>GET /dapr/config</c>); an app that is not asked hosts no actors.</summary>
    public bool AsksForConfiguration { get; init; } = true;

    /// <summary>Whether the app is asked for its subscriptions when it comes up (<c>GET /dapr/subscribe</c>).</summary>
    public bool AsksForSubscriptions { get; init; } = true;

    /// <summary>How long a stop waits for what is under way; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</summary>
    public TimeSpan GracefulShutdown { get; init; } = DefaultGracefulShutdown;

    /// <summary>How long a signal to terminate leaves the app the API before the sidecar stops, unless the app's health check fails; null for not at all.</summary>
    public TimeSpan? BlockShutdown { get; init; }

    /// <summary>DAPR_API_TOKEN: what callers of the API must send.</summary>
    public string? DaprApiToken { get; init; }

    /// <summary>APP_API_TOKEN: what the sidecar sends to its app.</summary>
    public string? AppApiToken { get; init; }

    /// <summary>NAMESPACE; empty when there is none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The namespace by which sidecars know each other.</summary>
    internal string NamespaceOrDefault => Namespace.Length > 0 ? Namespace : "default";

    /// <summary>The environment variables that resources may refer to.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where relative paths in components start.</summary>
    public string WorkingDirectory { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>The sidecars of this process that find each other without a port between them; null for one that is alone.</summary>
    public SidecarNetwork? Network { get; init; }

    /// <summary>
    /// The folder where the sidecars of one user on one machine find each other across processes; null for a sidecar that is found only in
    /// its own process. A Configuration's <c>nameResolution</c> takes its place.
    /// </summary>
    public string? RegistryFolder { get; init; }

    /// <summary>
    /// The file that keeps the reminders of actors; null for one beside the register of sidecars. Without a register they are kept in memory,
    /// together with those of the sidecar's <see cref="Network"/>. A Configuration's <c>nameResolution</c> goes before.
    /// </summary>
    public string? RemindersFile { get; init; }

    /// <summary>What the sidecar does wrong on purpose, for tests.</summary>
    public SidecarFaults Faults { get; init; } = SidecarFaults.None;

    public ComponentTypes ComponentTypes { get; init; } = BuiltInComponents.Types();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;
}

/// <summary>How the app's health is checked (Dapr: <c>--enable-app-health-check</c> and its companions).</summary>
public sealed record AppHealthOptions
{
    public string Path { get; init; } = "/healthz";

    /// <summary>At most a day: timers do not take every time that a number of seconds can say.</summary>
    public TimeSpan Interval { get; init => field = value < TimeSpan.FromDays(1) ? value : TimeSpan.FromDays(1); } = TimeSpan.FromSeconds(5);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Failures in a row after which the app counts as unhealthy.</summary>
    public int Threshold { get; init; } = 3;
}
