using Daprlet.Api;
using Daprlet.Apps;
using Daprlet.Blocks;
using Daprlet.Metadata;
using Daprlet.Observability;
using Daprlet.PubSub.Publishing;
using Daprlet.PubSub.Streaming;
using Daprlet.PubSub.Subscribers;
using Daprlet.PubSub.Subscriptions;
using Daprlet.Resiliency;
using Daprlet.Resources;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub.Hosting;

/// <summary>The publish and subscribe building block of one sidecar.</summary>
internal sealed partial class PubSubBlock : IBuildingBlock, ISubscriptionSource, IAsyncDisposable
{
    private readonly SidecarServices _services;
    private readonly ILogger _logger;
    private readonly TraceSampler _sampler;
    private readonly PublishEndpoints _endpoints;
    private readonly AppSubscriptions _subscriptions;
    private readonly SubscriptionStreams _streams;
    private IReadOnlyList<DeclaredSubscription> _declared;
    private ResourceSet _read;

    /// <exception cref="ResourceException">A declared subscription cannot be used.</exception>
    public PubSubBlock(SidecarServices services)
    {
        var options = services.Options;
        var components = new PubSubComponents(services.Components, options.AppId, options.Namespace);
        _services = services;
        _logger = options.Logging.CreateLogger("dapr.runtime.pubsub");
        _sampler = TraceSampler.FromRate(services.Configuration.Tracing.SamplingRate);
        var publisher = new Publisher(components, options.AppId, services.Resiliency, options.Time);
        _endpoints = new PublishEndpoints(publisher, options.AppId);
        var starter = new SubscriptionStarter(services.Resiliency, options.Time, _logger, options.AppId);
        _read = services.Resources;
        _declared = ReadDeclared(_read);
        _subscriptions = new AppSubscriptions(
            _declared,
            options.AsksForSubscriptions ? new ProgrammaticSubscriptions(services.Resiliency.BuiltIn(BuiltInRetries.Initialization), _logger) : null,
            starter,
            components,
            _logger,
            options.AppId);
        _streams = new SubscriptionStreams(starter, components, options.GracefulShutdown);
        Publishing = new PublishGrpcService(publisher, options.AppId);
        Streaming = new StreamingGrpcService(_streams);
    }

    public PublishGrpcService Publishing { get; }

    public StreamingGrpcService Streaming { get; }

    public IReadOnlyList<SubscriptionInfo> Subscriptions => [.. _subscriptions.All.Concat(_streams.All).Select(Info)];

    public string FeedCategory => "pubsub";

    public void Map(RouteTable routes) => _endpoints.Map(routes);

    public Task AppUpAsync(CancellationToken cancellationToken) =>
        _services.App.Channel is { } app ? _subscriptions.StartAsync(Subscriber(app), cancellationToken) : Task.CompletedTask;

    public Task AppDownAsync(CancellationToken cancellationToken) => _subscriptions.StopAsync(cancellationToken);

    public async Task ReloadAsync(ResourceSet resources, CancellationToken cancellationToken)
    {
        TakeDeclared(resources);
        await _subscriptions.ReloadAsync(_declared, cancellationToken);
        await _streams.CloseOrphansAsync();
    }

    public Task StopAsync(CancellationToken patience) => _streams.StopAsync(patience);

    /// <summary>Reads the Subscriptions once for each change; where one cannot be used, those before go on.</summary>
    private void TakeDeclared(ResourceSet resources)
    {
        if (ReferenceEquals(resources, _read))
            return;
        _read = resources;
        try
        {
            _declared = ReadDeclared(resources);
        }
        catch (ResourceException e)
        {
            LogKept(_logger, e.Message);
        }
    }

    private IReadOnlyList<DeclaredSubscription> ReadDeclared(ResourceSet resources)
    {
        foreach (var document in DeclaredSubscriptions.WithMisplacedScopes(resources.Documents))
            LogMisplacedScopes(_logger, document.Name ?? "", document.File);
        return DeclaredSubscriptions.Read(resources.Documents, _services.Options.AppId, e => LogSkipped(_logger, e.Message));
    }

    /// <summary>Ends at once what a start that was broken off has left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _subscriptions.StopAsync(new CancellationToken(canceled: true));
        _subscriptions.Dispose();
        _streams.Dispose();
    }

    private IAppSubscriber Subscriber(AppChannel app) => app switch
    {
        GrpcAppChannel grpc => new GrpcSubscriber(grpc, _sampler),
        HttpAppChannel http => new HttpSubscriber(http, new HttpSubscriptionList(http, _services.Options.AppId, _logger), _sampler),
        _ => throw new ArgumentOutOfRangeException(nameof(app), app.GetType().Name, "unknown kind of channel"),
    };

    private static SubscriptionInfo Info(Subscription subscription) => new(
        subscription.PubSub,
        subscription.Topic,
        subscription.Metadata,
        [.. subscription.Rules.Select(rule => new SubscriptionRuleInfo(rule.Match, rule.Path))],
        subscription.DeadLetterTopic,
        subscription.Kind.ToString().ToUpperInvariant());

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription {Name} in {File}: spec.scopes is ignored, the subscription is for all apps; scopes stand beside spec")]
    private static partial void LogMisplacedScopes(ILogger logger, string name, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscriptions have changed and cannot be used, those before still count: {Reason}")]
    private static partial void LogKept(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A resource is passed over: {Reason}")]
    private static partial void LogSkipped(ILogger logger, string reason);
}
