namespace DaprShop.ServiceDefaults.Events;

/// <summary>How a service takes part in events; section <c>Events</c> of the configuration.</summary>
public sealed class EventsOptions
{
    /// <summary>The pub/sub component.</summary>
    public string PubSub { get; init; } = "pubsub";

    /// <summary>The service's app id.</summary>
    public string AppId { get; set; } = "";

    /// <summary>The state component that keeps the service's dead letters.</summary>
    public string StateStore { get; set; } = "";

    /// <summary>Where events go that this service could not handle.</summary>
    public string DeadLetterTopic => $"{AppId}.dead";
}
