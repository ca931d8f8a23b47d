using System.Globalization;

namespace Daprlet.Commands;

/// <summary>
/// daprd's command line (pflag: <c>--name value</c>, <c>--name=value</c>, one dash or two; a switch may stand alone). Flags whose subject
/// daprlet does not have are accepted and have no effect, so that it can stand where a daprd binary is expected.
/// </summary>
public sealed class SidecarFlags
{
    private static readonly HashSet<string> Switches = new(StringComparer.Ordinal)
    {
        "app-ssl", "enable-profiling", "enable-metrics", "enable-mtls", "enable-api-logging", "disable-builtin-k8s-secret-store",
        "enable-app-health-check", "log-as-json", "log-compression", "wait", "version", "build-info",
    };

    private static readonly HashSet<string> Values = new(StringComparer.Ordinal)
    {
        "app-id", "app-port", "app-protocol", "app-channel-address", "app-max-concurrency", "mode", "dapr-http-port", "dapr-grpc-port",
        "dapr-internal-grpc-port", "dapr-internal-grpc-listen-address", "dapr-listen-addresses", "dapr-public-port", "dapr-public-listen-address",
        "profile-port", "metrics-port", "metrics-listen-address", "resources-path", "components-path", "config", "placement-host-address",
        "scheduler-host-address", "scheduler-job-streams", "actors-disseminate-timeout", "control-plane-address", "sentry-address",
        "control-plane-trust-domain", "control-plane-namespace", "sentry-request-jwt-audiences", "allowed-origins", "max-body-size",
        "dapr-http-max-request-size", "read-buffer-size", "dapr-http-read-buffer-size", "unix-domain-socket", "dapr-graceful-shutdown-seconds",
        "dapr-block-shutdown-duration", "app-health-check-path", "app-health-probe-interval", "app-health-probe-timeout", "app-health-threshold",
        "app-binding-options-timeout", "disable-init-endpoints", "hot-reload-reconcile-interval", "log-level", "log-file", "log-outputs",
        "log-file-max-size", "log-file-max-backups", "log-file-max-age", "log-timestamp-format", "reminders-service", "actors-service",
    };

    private readonly Dictionary<string, List<string>> _given = new(StringComparer.Ordinal);

    /// <exception cref="FlagException">A flag is unknown or lacks its value.</exception>
    public static SidecarFlags Parse(IReadOnlyList<string> arguments)
    {
        var flags = new SidecarFlags();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith('-'))
                throw new FlagException($"unexpected argument: {argument}");
            var (name, value) = Split(argument.TrimStart('-'));
            if (Switches.Contains(name))
                value ??= "true";
            else if (!Values.Contains(name))
                throw new FlagException($"unknown flag: --{name}");
            else if (value is null && ++i >= arguments.Count)
                throw new FlagException($"flag needs an argument: --{name}");
            else
                value ??= arguments[i];
            flags.Add(name, value);
        }
        return flags;
    }

    public bool Has(string name) => _given.ContainsKey(name);

    /// <summary>The last value given, or null.</summary>
    public string? Get(string name) => _given.TryGetValue(name, out var values) ? values[^1] : null;

    /// <summary>Every value given, lists with commas taken apart.</summary>
    public IReadOnlyList<string> All(string name) =>
        _given.TryGetValue(name, out var values) ? [.. values.SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))] : [];

    /// <exception cref="FlagException">The value is not a boolean word of Go.</exception>
    public bool Switch(string name, bool otherwise = false) => Get(name) switch
    {
        null => otherwise,
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        var word => throw new FlagException($"invalid argument \"{word}\" for \"--{name}\" flag"),
    };

    /// <exception cref="FlagException">The value is not a whole number.</exception>
    public int? Int(string name)
    {
        if (Get(name) is not { Length: > 0 } text)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FlagException($"invalid argument \"{text}\" for \"--{name}\" flag");
    }

    private void Add(string name, string value)
    {
        if (!_given.TryGetValue(name, out var values))
            _given[name] = values = [];
        values.Add(value);
    }

    private static (string Name, string? Value) Split(string flag)
    {
        var equals = flag.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (flag, null) : (flag[..equals], flag[(equals + 1)..]);
    }
}

/// <summary>The command line cannot be understood.</summary>
public sealed class FlagException(string message) : Exception(message);
