using Daprlet.Components.PubSub;
using EventStatus = Daprlet.Grpc.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Daprlet.PubSub.Delivery;

/// <summary>What an app says to an event, whatever the transport.</summary>
internal static class AppVerdict
{
    /// <param name="status"><c>SUCCESS</c>, <c>RETRY</c> or <c>DROP</c>; anything else is a failure.</param>
    public static DeliveryResult Read(string status) => status switch
    {
        "SUCCESS" => DeliveryResult.Done,
        "RETRY" => DeliveryResult.Failed("the app asked to retry"),
        "DROP" => DeliveryResult.Rejected("the app asked to drop it"),
        _ => DeliveryResult.Failed($"unknown status returned from app: {status}"),
    };

    /// <inheritdoc cref="Read(string)"/>
    public static DeliveryResult Read(EventStatus status) => Read(status.ToString().ToUpperInvariant());
}
