using Daprlet.Api;
using Daprlet.Apps;
using Daprlet.Blocks;
using Daprlet.Metadata;
using Daprlet.Observability;
using Daprlet.Resiliency;
using Daprlet.Resources;

namespace Daprlet.PubSub.Subscriptions;

/// <summary>The publish and subscribe building block of one sidecar.</summary>
internal sealed class PubSubBlock : IBuildingBlock, ISubscriptionSource, IAsyncDisposable
{
    private readonly SidecarServices _services;
    private readonly PublishEndpoints _endpoints;
    private readonly Subscriptions _subscriptions;

    /// <exception cref="ResourceException">A declared subscription cannot be used.</exception>
    public PubSubBlock(SidecarServices services)
    {
        var options = services.Options;
        var components = new PubSubComponents(services.Components, options.AppId, options.Namespace);
        var logger = options.Logging.CreateLogger("dapr.runtime.pubsub");
        _services = services;
        var publisher = new Publisher(components, options.AppId, services.Resiliency, options.Time);
        _endpoints = new PublishEndpoints(publisher, options.AppId);
        Grpc = new PublishGrpcService(publisher, options.AppId);
        _subscriptions = new Subscriptions(
            DeclaredSubscriptions.Read(services.Resources.Documents, options.AppId),
            options.AsksForSubscriptions ? new ProgrammaticSubscriptions(options.AppId, services.Resiliency.BuiltIn(BuiltInRetries.Initialization), logger) : null,
            new SubscriptionStarter(components, TraceSampler.FromRate(services.Configuration.Tracing.SamplingRate), services.Resiliency, options.Time, logger, options.AppId),
            components);
    }

    public PublishGrpcService Grpc { get; }

    public IReadOnlyList<SubscriptionInfo> Subscriptions => [.. _subscriptions.All.Select(Info)];

    public string FeedCategory => "pubsub";

    public void Map(RouteTable routes) => _endpoints.Map(routes);

    public Task AppUpAsync(CancellationToken cancellationToken) =>
        _services.App.Channel is HttpAppChannel app ? _subscriptions.StartAsync(app, cancellationToken) : Task.CompletedTask;

    public Task AppDownAsync(CancellationToken cancellationToken) => _subscriptions.StopAsync(cancellationToken);

    public Task ReloadAsync(ResourceSet resources, CancellationToken cancellationToken) =>
        _subscriptions.ReloadAsync(DeclaredSubscriptions.Read(resources.Documents, _services.Options.AppId), cancellationToken);

    /// <summary>Ends at once what a start that was broken off has left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _subscriptions.StopAsync(new CancellationToken(canceled: true));
        _subscriptions.Dispose();
    }

    private static SubscriptionInfo Info(Subscription subscription) => new(
        subscription.PubSub,
        subscription.Topic,
        subscription.Metadata,
        [.. subscription.Rules.Select(rule => new SubscriptionRuleInfo(rule.Match, rule.Path))],
        subscription.DeadLetterTopic,
        subscription.Kind.ToString().ToUpperInvariant());
}
