using Daprlet.Components;

namespace Daprlet.Metadata;

/// <summary>What a sidecar tells about itself at one moment, whatever the transport.</summary>
/// <param name="Extended">What the app has had it remember, and the version of the runtime; by name.</param>
/// <param name="HttpEndpoints">The names of its HTTPEndpoint resources.</param>
/// <param name="Resiliencies">The names of its Resiliency resources.</param>
internal sealed record SidecarStatus(
    string Id,
    IReadOnlyList<string> EnabledFeatures,
    IReadOnlyList<LoadedComponent> Components,
    IReadOnlyList<KeyValuePair<string, string>> Extended,
    IReadOnlyList<SubscriptionInfo> Subscriptions,
    IReadOnlyList<string> HttpEndpoints,
    IReadOnlyList<string> Resiliencies,
    AppConnectionInfo App,
    ActorStatus Actors);

/// <summary>How the sidecar reaches its app.</summary>
/// <param name="Port">Null without an app.</param>
/// <param name="MaxConcurrency">Null without a limit.</param>
/// <param name="Health">Null where the app's health is not checked.</param>
internal sealed record AppConnectionInfo(int? Port, string Protocol, string ChannelAddress, int? MaxConcurrency, AppHealthInfo? Health);

/// <summary>How the app's health is checked.</summary>
/// <param name="Path">Null for an app that speaks gRPC.</param>
/// <param name="Interval">A duration as Go writes it.</param>
/// <param name="Timeout">A duration as Go writes it.</param>
internal sealed record AppHealthInfo(string? Path, string Interval, string Timeout, int Threshold);
