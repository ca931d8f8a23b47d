using Daprlet.Components;
using Daprlet.Hosting;
using Daprlet.Http;
using Daprlet.NameResolution;
using Daprlet.Observability;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Commands;

/// <summary>daprlet in daprd's place: one sidecar, with daprd's flags, environment variables and exit codes.</summary>
internal static class SidecarCommand
{
    private const int NotParsed = 2;
    private const long KiB = 1024;
    private const long MiB = 1024 * KiB;

    /// <summary>Longer than anybody waits, and shorter than the longest time that a timer takes.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>Runs the sidecar until it is told to stop.</summary>
    /// <returns>0 after an orderly end, 1 when the sidecar could not start or did not end in time, 2 when the command line does not parse (pflag, ExitOnError).</returns>
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
            var level = Level(flags.Get("log-level") ?? "");
            foreach (var warning in flags.Warnings)
                Console.Error.WriteLine(warning);
            using var lines = new DaprLogProvider(Console.Out, flags.Get("app-id") ?? "", flags.Switch("log-as-json"));
            using var logging = LoggerFactory.Create(builder => builder.AddProvider(lines).SetMinimumLevel(level).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning));
            return await RunAsync(OptionsFrom(flags, ProcessEnvironment.Read()) with { Logging = logging }, lines);
        }
        catch (FlagException e)
        {
            Console.Error.WriteLine(SingleLine.Of($"Fatal error: {e.Message}. daprlet --help lists the flags."));
            return e.IsSyntax ? NotParsed : 1;
        }
    }

    private static async Task<int> RunAsync(SidecarOptions options, DaprLogProvider lines)
    {
        try
        {
            using var signals = new SidecarSignals(lines);
            await using var sidecar = new Sidecar(options);
            signals.Restart += () => _ = sidecar.RestartAsync();
            await sidecar.StartAsync(signals.Stop);
            await Task.WhenAny(signals.StopRequested, sidecar.Ended);
            if (!sidecar.Ended.IsCompleted)
                await sidecar.TerminateAsync();
            return await sidecar.Ended ? 1 : 0;
        }
        catch (OperationCanceledException)
        {
            return 0; // told to stop before it had started
        }
        catch (Exception e) when (e is ResourceException or ComponentException or IOException)
        {
            lines.Write(LogLevel.Critical, "dapr.runtime", $"Fatal error from runtime: {e.Message}");
            return 1;
        }
    }

    /// <summary>What is asked of the program itself, or null.</summary>
    private static string? About(SidecarFlags flags) =>
        flags.Switch("help") ? Help.Text
        : flags.Switch("version") ? DaprVersion.Runtime
        : flags.Switch("build-info") ? $"Version: {DaprVersion.Runtime}\nGit Commit: daprlet\nGit Version: daprlet"
        : null;

    /// <summary>The level of a name of daprd's.</summary>
    public static LogLevel Level(string name) => name.ToLowerInvariant() switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" or "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" or "panic" => LogLevel.Critical,
        _ => LogLevel.Information,
    };

    /// <summary>What the flags and the environment say.</summary>
    /// <exception cref="FlagException">A value is wrong.</exception>
    public static SidecarOptions OptionsFrom(SidecarFlags flags, IReadOnlyDictionary<string, string> environment) => new()
    {
        AppId = AppId(flags.Get("app-id") ?? ""),
        AppPort = AppPort(flags),
        AppProtocol = Protocol(flags),
        AppChannelAddress = Host(flags, "app-channel-address"),
        AppMaxConcurrency = flags.Int("app-max-concurrency") ?? -1,
        HttpPort = Port(flags, "dapr-http-port"),
        GrpcPort = Port(flags, "dapr-grpc-port"),
        InternalPort = Port(flags, "dapr-internal-grpc-port"),
        PublicPort = flags.Int("dapr-public-port") is >= 0 and var publicPort ? publicPort : null,
        PublicListenAddress = flags.Get("dapr-public-listen-address") ?? "",
        MetricsPort = flags.Switch("enable-metrics") && flags.Int("metrics-port") is { } metricsPort ? Math.Max(metricsPort, 0) : null,
        MetricsListenAddress = flags.Get("metrics-listen-address") ?? "",
        AllowedOrigins = flags.Get("allowed-origins") ?? "",
        ListenAddresses = flags.All("dapr-listen-addresses"),
        ResourcesPaths = [.. flags.All("resources-path"), .. flags.All("components-path")],
        ConfigFiles = flags.All("config"),
        MaxBodyBytes = Size(flags, "max-body-size", "dapr-http-max-request-size", MiB),
        ReadBufferBytes = (int)Math.Min(int.MaxValue, Size(flags, "read-buffer-size", "dapr-http-read-buffer-size", KiB)),
        AppHealth = HealthChecks(flags) is var checks && flags.Switch("enable-app-health-check") ? checks : null,
        AppBindingOptionsTimeout = PositiveDuration(flags, "app-binding-options-timeout") ?? SidecarOptions.DefaultBindingOptionsTimeout,
        HasActors = !IsEmpty(flags.Get("placement-host-address")),
        AsksForSubscriptions = !flags.All("disable-init-endpoints").Contains("subscribe"),
        AsksForConfiguration = !flags.All("disable-init-endpoints").Contains("config"),
        GracefulShutdown = GracePeriod(flags.Int("dapr-graceful-shutdown-seconds")),
        BlockShutdown = BlockDuration(flags),
        DaprApiToken = environment.GetValueOrDefault("DAPR_API_TOKEN"),
        AppApiToken = environment.GetValueOrDefault("APP_API_TOKEN"),
        Namespace = environment.GetValueOrDefault("NAMESPACE", ""),
        Environment = environment,
        Faults = SidecarFaults.TryParse(environment.GetValueOrDefault(SidecarFaults.Variable), out var faults, out var problem) ? faults : throw new FlagException(problem),
        RegistryFolder = environment.GetValueOrDefault("DAPRLET_REGISTRY") is { Length: > 0 } registry ? registry : UserRegistry.DefaultFolder,
    };

    /// <summary>0, and -1 in <c>daprlet run</c>, take a free one.</summary>
    private static int Port(SidecarFlags flags, string flag) => Math.Max(flags.Int(flag) ?? 0, 0);

    /// <exception cref="FlagException">The sidecar itself has the port.</exception>
    private static int? AppPort(SidecarFlags flags)
    {
        if (flags.Int("app-port") is not (> 0 and var port))
            return null;
        foreach (var other in new[] { "dapr-http-port", "dapr-grpc-port" })
        {
            if (flags.Int(other) == port)
                throw new FlagException($"the '{other}' argument value {port} conflicts with 'app-port'");
        }
        return port;
    }

    /// <exception cref="FlagException">The value names no host.</exception>
    private static string Host(SidecarFlags flags, string flag)
    {
        var host = flags.Get(flag) is { Length: > 0 } given ? given : "127.0.0.1";
        return HostName.IsValid(host) ? host : throw FlagValue.Wrong(flag, host, "must be an address or a host name");
    }

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

    /// <summary>A size in bytes, which the older of two flags gives as a number of units; less than none stands for the default, and 0 for no limit.</summary>
    private static long Size(SidecarFlags flags, string flag, string olderFlag, long unit)
    {
        if (!flags.Has(flag) && flags.Has(olderFlag) && flags.Int(olderFlag) is >= 0 and var units)
            return units == 0 ? int.MaxValue : units * unit;
        var text = flags.Get(flag)!;
        return ByteQuantity.TryParse(text.StartsWith('-') ? FlagTable.Find(flag, FlagUse.Everywhere)!.Default! : text, out var bytes) ? bytes : int.MaxValue;
    }

    /// <summary>Null when the flag is not given, or not above zero.</summary>
    private static TimeSpan? PositiveDuration(SidecarFlags flags, string flag) =>
        flags.Get(flag) is { } text && GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero ? duration : null;

    /// <summary>daprd takes a number below zero for its default and zero for no limit.</summary>
    private static TimeSpan GracePeriod(int? seconds) => seconds switch
    {
        null or < 0 => SidecarOptions.DefaultGracefulShutdown,
        0 => Timeout.InfiniteTimeSpan,
        _ => Shorter(TimeSpan.FromSeconds(seconds.Value), LongestWait),
    };

    /// <summary>Null when the flag is not given. Zero and less block nothing, but say so, as daprd does.</summary>
    private static TimeSpan? BlockDuration(SidecarFlags flags) =>
        flags.Get("dapr-block-shutdown-duration") is null ? null : Shorter(PositiveDuration(flags, "dapr-block-shutdown-duration") ?? TimeSpan.Zero, LongestWait);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static AppHealthOptions HealthChecks(SidecarFlags flags)
    {
        var defaults = new AppHealthOptions();
        return new AppHealthOptions
        {
            Path = HealthPath(flags) ?? defaults.Path,
            Interval = flags.Int("app-health-probe-interval") is > 0 and int seconds ? TimeSpan.FromSeconds(seconds) : defaults.Interval,
            Timeout = flags.Int("app-health-probe-timeout") is > 0 and int milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : defaults.Timeout,
            Threshold = flags.Int("app-health-threshold") is > 0 and int threshold ? threshold : defaults.Threshold,
        };
    }

    /// <exception cref="FlagException">The value is no path.</exception>
    private static string? HealthPath(SidecarFlags flags)
    {
        if (flags.Get("app-health-check-path") is not { Length: > 0 } path)
            return null;
        return Uri.TryCreate(new Uri("http://app/"), path, out var whole) && whole.Authority == "app" ? path : throw FlagValue.Wrong("app-health-check-path", path, "must be a path");
    }
}
