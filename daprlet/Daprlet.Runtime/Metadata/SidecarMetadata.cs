using System.Collections.Concurrent;
using System.Globalization;
using Daprlet.Blocks;
using Daprlet.Invocation;
using Daprlet.Sidecars;

namespace Daprlet.Metadata;

/// <summary>Knows what there is to tell about a sidecar, whatever the transport.</summary>
internal sealed class SidecarMetadata(SidecarServices services, HttpEndpoints endpoints, IReadOnlyList<ISubscriptionSource> sources, IActorStatusSource actors)
{
    private const string RuntimeVersionKey = "daprRuntimeVersion";
    private const int MaxExtended = 1000;

    private readonly ConcurrentDictionary<string, string> _extended = new();

    /// <summary>Remembers a value under a name of the app's choice; false when there are too many.</summary>
    public bool TrySet(string key, string value)
    {
        if (_extended.Count >= MaxExtended && !_extended.ContainsKey(key))
            return false;
        _extended[key] = value;
        return true;
    }

    /// <summary>How things stand now.</summary>
    public SidecarStatus Read() => new(
        services.Options.AppId,
        [.. services.Configuration.Features.Where(feature => feature.Enabled).Select(feature => feature.Name)],
        services.Components.Shown,
        [.. _extended.Where(item => item.Key != RuntimeVersionKey).OrderBy(item => item.Key, StringComparer.Ordinal), new(RuntimeVersionKey, DaprVersion.Runtime)],
        [.. sources.SelectMany(source => source.Subscriptions)],
        [.. endpoints.All.Select(endpoint => endpoint.Name)],
        [.. services.Resiliency.Resources.Select(resource => resource.Name)],
        AppConnection(services.Options),
        actors.Status);

    private static AppConnectionInfo AppConnection(SidecarOptions options) => new(
        options.AppPort, options.AppProtocol, options.AppChannelAddress, options.AppMaxConcurrency > 0 ? options.AppMaxConcurrency : null,
        options.AppHealth is { } health ? AppHealth(options, health) : null);

    private static AppHealthInfo AppHealth(SidecarOptions options, AppHealthOptions health) =>
        new(options.IsGrpcApp ? null : health.Path, Duration(health.Interval), Duration(health.Timeout), health.Threshold);

    /// <summary>As Go writes durations of up to a minute: <c>5s</c>, <c>1.5s</c>, <c>500ms</c>.</summary>
    private static string Duration(TimeSpan duration) => duration < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.######}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#########}s");
}
