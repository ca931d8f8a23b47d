using Daprlet.Components;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Google.Protobuf.WellKnownTypes;
using ActorRuntimeStatus = Daprlet.Grpc.Runtime.V1.ActorRuntime.Types.ActorRuntimeStatus;

namespace Daprlet.Metadata;

/// <summary>The metadata API over gRPC.</summary>
internal sealed class MetadataGrpcService(SidecarMetadata metadata)
{
    public GetMetadataResponse Get()
    {
        var status = metadata.Read();
        return new GetMetadataResponse
        {
            Id = status.Id,
            RuntimeVersion = DaprVersion.Runtime,
            EnabledFeatures = { status.EnabledFeatures },
            ActiveActorsCount = { status.Actors.Active.Select(Actors) },
            RegisteredComponents = { status.Components.Select(Component) },
            ExtendedMetadata = { status.Extended.ToDictionary() },
            Subscriptions = { status.Subscriptions.Select(Subscription) },
            HttpEndpoints = { status.HttpEndpoints.Select(name => new MetadataHTTPEndpoint { Name = name }) },
            Resiliencies = { status.Resiliencies.Select(name => new MetadataResiliency { Name = name }) },
            AppConnectionProperties = AppConnection(status.App),
            ActorRuntime = Actors(status.Actors),
        };
    }

    /// <summary>Without a name nothing is remembered, as in Dapr.</summary>
    public Empty Set(SetMetadataRequest request)
    {
        if (request.Key.Length > 0 && !metadata.TrySet(request.Key, request.Value))
            throw MetadataErrors.TooMany.ToPlainRpcException();
        return new Empty();
    }

    private static RegisteredComponents Component(LoadedComponent component) => new()
    {
        Name = component.Name,
        Type = component.Manifest.Spec.Type,
        Version = component.Manifest.Spec.Version,
        Capabilities = { component.Instance.Features },
    };

    private static PubsubSubscription Subscription(SubscriptionInfo subscription) => new()
    {
        PubsubName = subscription.PubSubName,
        Topic = subscription.Topic,
        Metadata = { subscription.Metadata.ToDictionary() },
        Rules = new PubsubSubscriptionRules { Rules = { subscription.Rules.Select(rule => new PubsubSubscriptionRule { Match = rule.Match, Path = rule.Path }) } },
        DeadLetterTopic = subscription.DeadLetterTopic,
        Type = subscription.Type switch
        {
            "DECLARATIVE" => PubsubSubscriptionType.Declarative,
            "PROGRAMMATIC" => PubsubSubscriptionType.Programmatic,
            "STREAMING" => PubsubSubscriptionType.Streaming,
            _ => PubsubSubscriptionType.Unknown,
        },
    };

    private static AppConnectionProperties AppConnection(AppConnectionInfo app) => new()
    {
        Port = app.Port ?? 0,
        Protocol = app.Protocol,
        ChannelAddress = app.ChannelAddress,
        MaxConcurrency = app.MaxConcurrency ?? 0,
        Health = app.Health is not { } health ? null : new AppConnectionHealthProperties
        {
            HealthCheckPath = health.Path ?? "",
            HealthProbeInterval = health.Interval,
            HealthProbeTimeout = health.Timeout,
            HealthThreshold = health.Threshold,
        },
    };

    private static ActorRuntime Actors(ActorStatus status) => new()
    {
        RuntimeStatus = status.RuntimeStatus switch
        {
            "RUNNING" => ActorRuntimeStatus.Running,
            "DISABLED" => ActorRuntimeStatus.Disabled,
            _ => ActorRuntimeStatus.Initializing,
        },
        ActiveActors = { status.Active.Select(Actors) },
        HostReady = status.IsHostReady,
        Placement = status.Placement,
    };

    private static ActiveActorsCount Actors(ActiveActors actors) => new() { Type = actors.Type, Count = actors.Count };
}
