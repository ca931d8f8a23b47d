using System.Collections;
using System.Runtime.InteropServices;
using Daprlet.Components;
using Daprlet.Hosting;
using Daprlet.NameResolution;
using Daprlet.Observability;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Commands;

/// <summary>daprlet in daprd's place: one sidecar, with daprd's flags, environment variables and exit codes.</summary>
internal static class SidecarCommand
{
    private const long KiB = 1024;
    private const long MiB = 1024 * KiB;

    /// <summary>Runs the sidecar until it is told to stop.</summary>
    /// <returns>0 after an orderly end, 1 when the sidecar could not start.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            var flags = SidecarFlags.Parse(arguments);
            if (About(flags) is { } about)
            {
                Console.WriteLine(about);
                return 0;
            }
            var level = Level(flags.Get("log-level") ?? "info");
            using var lines = new DaprLogProvider(Console.Out, flags.Get("app-id") ?? "", flags.Switch("log-as-json"));
            using var logging = LoggerFactory.Create(builder => builder.AddProvider(lines).SetMinimumLevel(level).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning));
            return await RunAsync(OptionsFrom(flags, ProcessEnvironment()) with { Logging = logging }, lines);
        }
        catch (FlagException e)
        {
            Console.Error.WriteLine($"Fatal error: {e.Message}");
            return 1;
        }
    }

    private static async Task<int> RunAsync(SidecarOptions options, DaprLogProvider lines)
    {
        try
        {
            return await RunAsync(options);
        }
        catch (Exception e) when (e is ResourceException or ComponentException or IOException)
        {
            lines.Write(LogLevel.Critical, "dapr.runtime", $"Fatal error from runtime: {e.Message}");
            return 1;
        }
    }

    /// <summary>What is asked of the program itself, or null.</summary>
    private static string? About(SidecarFlags flags) =>
        flags.Switch("version") ? DaprVersion.Runtime
        : flags.Switch("build-info") ? $"Version: {DaprVersion.Runtime}\nGit Commit: daprlet\nGit Version: daprlet"
        : null;

    private static LogLevel Level(string name) => name.ToLowerInvariant() switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" or "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Critical,
        _ => throw new FlagException($"invalid value for 'log-level': {name}"),
    };

    private static async Task<int> RunAsync(SidecarOptions options)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnSignal(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        await using var sidecar = new Sidecar(options);
        await sidecar.StartAsync();
        await Task.WhenAny(stop.Task, sidecar.Ended);
        await sidecar.StopAsync();
        return await sidecar.Ended ? 1 : 0;
    }

    /// <summary>What the flags and the environment say.</summary>
    /// <exception cref="FlagException">A value is wrong.</exception>
    public static SidecarOptions OptionsFrom(SidecarFlags flags, IReadOnlyDictionary<string, string> environment) => new()
    {
        AppId = AppId(flags.Get("app-id") ?? ""),
        AppPort = flags.Int("app-port"),
        AppProtocol = Protocol(flags),
        AppChannelAddress = flags.Get("app-channel-address") is { Length: > 0 } address ? address : "127.0.0.1",
        AppMaxConcurrency = flags.Int("app-max-concurrency") ?? -1,
        HttpPort = flags.Int("dapr-http-port") ?? 3500,
        GrpcPort = flags.Int("dapr-grpc-port") ?? 50001,
        InternalPort = flags.Int("dapr-internal-grpc-port") ?? 0,
        PublicPort = flags.Int("dapr-public-port"),
        PublicListenAddress = flags.Get("dapr-public-listen-address") ?? "",
        MetricsPort = flags.Switch("enable-metrics", otherwise: true) ? flags.Int("metrics-port") : null,
        MetricsListenAddress = flags.Get("metrics-listen-address") ?? "",
        AllowedOrigins = flags.Get("allowed-origins") ?? "",
        ListenAddresses = flags.All("dapr-listen-addresses"),
        ResourcesPaths = [.. flags.All("resources-path"), .. flags.All("components-path")],
        ConfigFiles = flags.All("config"),
        MaxBodyBytes = Size(flags, "max-body-size", "dapr-http-max-request-size", MiB) ?? 4 * MiB,
        ReadBufferBytes = (int)Math.Min(int.MaxValue, Size(flags, "read-buffer-size", "dapr-http-read-buffer-size", KiB) ?? 4 * KiB),
        AppHealth = flags.Switch("enable-app-health-check") ? HealthChecks(flags) : null,
        AppBindingOptionsTimeout = PositiveDuration(flags, "app-binding-options-timeout") ?? SidecarOptions.DefaultBindingOptionsTimeout,
        HasActors = !IsEmpty(flags.Get("placement-host-address")),
        AsksForSubscriptions = !flags.All("disable-init-endpoints").Contains("subscribe"),
        AsksForConfiguration = !flags.All("disable-init-endpoints").Contains("config"),
        GracefulShutdown = TimeSpan.FromSeconds(flags.Int("dapr-graceful-shutdown-seconds") ?? 5),
        DaprApiToken = environment.GetValueOrDefault("DAPR_API_TOKEN"),
        AppApiToken = environment.GetValueOrDefault("APP_API_TOKEN"),
        Namespace = environment.GetValueOrDefault("NAMESPACE", ""),
        Environment = environment,
        Faults = SidecarFaults.TryParse(environment.GetValueOrDefault(SidecarFaults.Variable), out var faults, out var problem) ? faults : throw new FlagException(problem),
        RegistryFolder = environment.GetValueOrDefault("DAPRLET_REGISTRY") is { Length: > 0 } registry ? registry : UserRegistry.DefaultFolder,
    };

    /// <summary>Whether an address was given that is none. Without the flag daprlet places actors itself.</summary>
    private static bool IsEmpty(string? address) => address is not null && address.Trim(' ', '"', '\'').Length == 0;

    private static string AppId(string appId) => appId switch
    {
        "" => throw new FlagException("app-id cannot be empty"),
        _ when appId.Contains('.', StringComparison.Ordinal) => throw new FlagException("app-id cannot contain dots"),
        _ => appId,
    };

    private static string Protocol(SidecarFlags flags) => (flags.Get("app-protocol") ?? "").ToLowerInvariant() switch
    {
        "" or "http" => flags.Switch("app-ssl") ? "https" : "http",
        "grpc" => flags.Switch("app-ssl") ? "grpcs" : "grpc",
        "https" => "https",
        "h2c" => "h2c",
        "grpcs" => "grpcs",
        var other => throw new FlagException($"invalid value for 'app-protocol': {other}"),
    };

    /// <summary>A size, which the older of two flags gives as a number of units; null when neither is given.</summary>
    private static long? Size(SidecarFlags flags, string flag, string olderFlag, long unit) =>
        flags.Get(flag) is { } text ? Quantity(text, flag)
        : flags.Int(olderFlag) is { } units ? Math.Max(units, 0) * unit
        : null;

    private static long Quantity(string text, string flag) =>
        ByteQuantity.TryParse(text, out var bytes) ? bytes : throw new FlagException($"invalid value for '{flag}': {text}");

    /// <summary>Null when the flag is not given, or not above zero.</summary>
    private static TimeSpan? PositiveDuration(SidecarFlags flags, string flag)
    {
        if (flags.Get(flag) is not { } text)
            return null;
        return GoDuration.TryParse(text, out var duration) ? (duration > TimeSpan.Zero ? duration : null) : throw new FlagException($"invalid value for '{flag}': {text}");
    }

    private static AppHealthOptions HealthChecks(SidecarFlags flags)
    {
        var defaults = new AppHealthOptions();
        return new AppHealthOptions
        {
            Path = flags.Get("app-health-check-path") is { Length: > 0 } path ? path : defaults.Path,
            Interval = flags.Int("app-health-probe-interval") is > 0 and int seconds ? TimeSpan.FromSeconds(seconds) : defaults.Interval,
            Timeout = flags.Int("app-health-probe-timeout") is > 0 and int milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : defaults.Timeout,
            Threshold = flags.Int("app-health-threshold") is > 0 and int threshold ? threshold : defaults.Threshold,
        };
    }

    private static Dictionary<string, string> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
}
