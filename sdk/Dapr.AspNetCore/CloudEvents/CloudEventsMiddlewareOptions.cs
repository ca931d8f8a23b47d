#nullable disable annotations
namespace Dapr;

/// <summary>How cloud events are unwrapped.</summary>
public class CloudEventsMiddlewareOptions
{
    /// <summary>Leaves data that is not JSON as the JSON string that it came in.</summary>
    public bool SuppressJsonDecodingOfTextPayloads { get; set; }

    /// <summary>Gives the event's attributes to the handler as headers <c>Cloudevent.{name}</c>.</summary>
    public bool ForwardCloudEventPropertiesAsHeaders { get; set; }

    /// <summary>The attributes to give; null for all that are not excluded.</summary>
    public string[] IncludedCloudEventPropertiesAsHeaders { get; set; }

    /// <summary>The attributes not to give; ignored if some are included.</summary>
    public string[] ExcludedCloudEventPropertiesFromHeaders { get; set; }
}
